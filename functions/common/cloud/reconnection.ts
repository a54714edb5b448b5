/**
 * How the clients of Pub/Sub and Firestore reconnect to Google. gRPC by default waits up to two minutes
 * between attempts. After an outage of some minutes the pipeline would stop for up to two more.
 */
export const reconnection = {
  'grpc.initial_reconnect_backoff_ms': 500,
  'grpc.max_reconnect_backoff_ms': 5_000,
} as const;

/**
 * Retries failed reads only for the codes that the client calls retryable, as it does for commits. By default
 * it tries three times whatever the answer was. A read that can never succeed would take seven seconds to
 * fail (findings/firestore-repeats-refused-reads.sh).
 */
export const readsAgainByCode = { gaxServerStreamingRetries: true } as const;
