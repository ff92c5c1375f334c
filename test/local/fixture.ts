import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LocalOptions, type LocalRuntime, startLocal } from '../../local/index.ts'
import type { Template } from '../../local/template/template.ts'

const directories: string[] = []
const runtimes: LocalRuntime[] = []

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'local-test-'))
  directories.push(directory)
  return directory
}

/** A cloud assembly of one stack, as `cdk synth` would write it. */
export function writeAssembly(template: Template, stackName = 'Shop'): string {
  const directory = temporaryDirectory()
  const artifact = { type: 'aws:cloudformation:stack', properties: { templateFile: 'template.json' } }
  writeFileSync(join(directory, 'template.json'), JSON.stringify(template))
  writeFileSync(
    join(directory, 'manifest.json'),
    JSON.stringify({ version: '1', artifacts: { [stackName]: artifact } }),
  )
  return directory
}

/** Starts a template on free ports; `cleanUp` stops it. */
export async function start(template: Template, options: Partial<LocalOptions> = {}): Promise<LocalRuntime> {
  const assemblyDir = writeAssembly(template)
  const runtime = await startLocal({
    assemblyDir,
    endpointPort: 0,
    apiPort: 0,
    quiet: true,
    warm: false,
    iam: false,
    ...options,
  })
  runtimes.push(runtime)
  return runtime
}

/** For `afterEach`. */
export async function cleanUp(): Promise<void> {
  await Promise.all(runtimes.splice(0).map((runtime) => runtime.close()))
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
}

export function clientConfig({ endpointUrl, region }: Pick<LocalRuntime, 'endpointUrl' | 'region'>) {
  return { endpoint: endpointUrl, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
}

/** A function whose code stands in the template; `body` is that of its handler (`event`, `context`). */
export function inlineFunction(body: string, more: Record<string, string | number | object> = {}) {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { ZipFile: `exports.handler = async (event, context) => { ${body} }` },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/any',
      // A slow machine shall not end it: a test of timeouts states its own.
      Timeout: 80,
      ...(more as object),
    },
  }
}
