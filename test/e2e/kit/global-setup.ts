import { startLocalProcess } from './local-process.ts'

/** Starts the local runtime once for the whole suite, unless the environment names another target. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.PIPELINE_API_URL) return undefined
  const local = await startLocalProcess(['--no-sample', '--api-auth', 'iam'])
  process.env.PIPELINE_API_URL = local.apiUrl
  process.env.PIPELINE_ENDPOINT_URL = local.endpointUrl
  process.env.AWS_ACCESS_KEY_ID = 'local'
  process.env.AWS_SECRET_ACCESS_KEY = 'local'
  process.env.AWS_REGION = 'us-east-1'
  return async () => {
    await local.stop()
  }
}
