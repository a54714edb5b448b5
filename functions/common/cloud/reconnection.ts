/**
 * How a lost connection to Google is tried again, for the clients of Pub/Sub and Firestore: gRPC's own
 * default goes up to two minutes between attempts, so that after an outage of some minutes everything would
 * stand still for up to two more.
 */
export const reconnection = {
  'grpc.initial_reconnect_backoff_ms': 500,
  'grpc.max_reconnect_backoff_ms': 5_000,
} as const;
