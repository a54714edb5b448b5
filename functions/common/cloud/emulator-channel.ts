/**
 * How an emulator is connected to: directly. gRPC would ask the proxy that `grpc_proxy`, `https_proxy` or
 * `http_proxy` names for the way to 127.0.0.1, and wait for its answer until the call's deadline.
 */
export const emulatorChannel = { 'grpc.enable_http_proxy': 0 } as const;

/** The options of a channel to an emulator; none where the cloud is used. */
export function channelTo(emulatorHost: string | undefined): typeof emulatorChannel | Record<string, never> {
  return emulatorHost === undefined ? {} : emulatorChannel;
}
