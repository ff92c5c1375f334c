import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { grantRecordDir } from '../../../dev/grant-record-dir.ts'
import { projectRoot, synthesize } from '../../../dev/synthesize.ts'
import { restoreFunctions } from './function-configuration.ts'
import { layoutContext } from './layout.ts'
import { startLocalProcess } from './local-process.ts'
import { endToEndPart } from './part.ts'
import { isOwnRuntime } from './target.ts'

/**
 * Starts the local runtime once for the whole suite, unless the environment names another target. There, functions that an
 * earlier run has changed and left so get their configuration back.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.PIPELINE_API_URL) {
    if (await isOwnRuntime()) anyCredentials()
    await restoreFunctions()
    return undefined
  }
  // Every runtime of the suite records which grants it used, for npm run check:iam.
  if (endToEndPart === 'all') rmSync(grantRecordDir, { recursive: true, force: true })
  process.env.LOCAL_IAM_RECORD = grantRecordDir
  if (endToEndPart === 'own-runtime') {
    // Most of its tests start what is synthesized once.
    await synthesize(join(projectRoot, 'cdk.out'), { stage: 'dev', apiAuth: 'iam', ...layoutContext })
    anyCredentials()
    return undefined
  }
  // Not where the other part synthesizes meanwhile.
  const assembly = endToEndPart === 'all' ? [] : ['--assembly', join(dirname(grantRecordDir), 'e2e-assembly')]
  const local = await startLocalProcess(['--no-sample', '--api-auth', 'iam', ...assembly])
  if (!local.consoleUrl) throw new Error(`npm start did not begin with the address of its console:\n${local.output()}`)
  process.env.PIPELINE_API_URL = local.apiUrl
  process.env.PIPELINE_ENDPOINT_URL = local.endpointUrl
  process.env.PIPELINE_CONSOLE_URL = local.consoleUrl
  anyCredentials()
  return async () => {
    await local.stop()
  }
}

/** The local runtime takes any; those of the environment are used if there are some. */
function anyCredentials(): void {
  const { env } = process
  if (!env.AWS_ACCESS_KEY_ID && !env.AWS_PROFILE) {
    env.AWS_ACCESS_KEY_ID = 'local'
    env.AWS_SECRET_ACCESS_KEY = 'local'
  }
  env.AWS_REGION ||= env.AWS_DEFAULT_REGION || 'us-east-1'
}
