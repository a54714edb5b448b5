/**
 * How the clients of Pub/Sub and Firestore reconnect to Google. gRPC by default waits up to two minutes
 * between attempts. After an outage of some minutes the pipeline would stop for up to two more.
 */
export const reconnection = {
  'grpc.initial_reconnect_backoff_ms': 500,
  'grpc.max_reconnect_backoff_ms': 5_000,
} as const;

/**
 * Reads that were refused are asked again by the codes that the client calls retryable, as commits are.
 * Without this it asks three times whatever the answer was, so that a read that can never succeed takes seven
 * seconds to say so (findings/firestore-repeats-refused-reads.sh).
 */
export const readsAgainByCode = { gaxServerStreamingRetries: true } as const;
