/** Settings of any AWS client for the local runtime: it takes any credentials. Throttling is waited out, not reported. */
export const localClientSettings = (endpointUrl: string) => ({
  endpoint: endpointUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 20,
})
