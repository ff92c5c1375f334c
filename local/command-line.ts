import { parseFaults } from './faults/rates.ts'
import { isolations } from './lambda/isolation.ts'
import type { LocalOptions } from './options.ts'
import { readSecretsFile, SECRETS_FILE } from './secrets/secrets-file.ts'
import { sesModes } from './ses/account.ts'
import { assertPortsDiffer, notEmpty, oneOf, portNumber, readOptions, readWith, wholeNumber } from './usage/options.ts'
import { runCommand } from './usage/run-command.ts'
import { UsageError } from './usage/usage-error.ts'
import { forwardTarget } from './xray/forward.ts'

const HELP = `Runs a synthesized CDK app on this machine.

  node local/main.ts [options]

  --assembly DIR         cloud assembly that "cdk synth" wrote (default cdk.out)
  --stack NAME           only this stack and those that it depends on (default: all)
  --endpoint-port PORT   address of every AWS service, for AWS_ENDPOINT_URL (default 4566; 0: a free one)
  --port PORT            address of the HTTP API (default 3000; 0: a free one)
  --data DIR             keep everything here across restarts (default: in memory)
  --faults SPEC          inject faults, such as duplicate=0.2,crash=0.05
  --seed N               the same seed gives the same faults (default 1)
  --iam on|off           enforce the template's policies (default on)
  --batch-windows WHEN   quiet or full: when the batching window of a queue ends (default quiet: when nothing more comes)
  --ses KIND             production or sandbox: whom mail may go to (default production)
  --isolation KIND       shared or function: whether functions share threads (default shared; function with --faults)
  --quiet                print no log lines of functions
  --help                 this text

Values of secrets come from .secrets.local.json in the working directory, if it is there.
Spans that functions record are sent on to OTEL_EXPORTER_OTLP_ENDPOINT, e.g. http://localhost:4318.
`

function localOptions(): (LocalOptions & { logs: boolean }) | undefined {
  const values = readOptions(process.argv.slice(2), {
    assembly: { type: 'string', default: 'cdk.out' },
    stack: { type: 'string' },
    'endpoint-port': { type: 'string', default: '4566' },
    port: { type: 'string', default: '3000' },
    data: { type: 'string' },
    faults: { type: 'string' },
    seed: { type: 'string' },
    iam: { type: 'string' },
    'batch-windows': { type: 'string' },
    ses: { type: 'string' },
    isolation: { type: 'string' },
    quiet: { type: 'boolean' },
    help: { type: 'boolean' },
  })
  if (values.help) return undefined
  const { stack, data, faults, seed } = values
  const ses = oneOf('--ses', values.ses, sesModes)
  const isolation = oneOf('--isolation', values.isolation, isolations)
  const batchWindows = oneOf('--batch-windows', values['batch-windows'], ['quiet', 'full'])
  const endpointPort = portNumber('--endpoint-port', values['endpoint-port'])
  const apiPort = portNumber('--port', values.port)
  assertPortsDiffer(apiPort, endpointPort)
  if (seed !== undefined && faults === undefined) {
    throw new UsageError('--seed says which faults strike, so it needs --faults.')
  }
  return {
    assemblyDir: notEmpty('--assembly', values.assembly),
    endpointPort,
    apiPort,
    seed: wholeNumber('--seed', seed ?? '1', 0),
    logs: !values.quiet,
    iam: oneOf('--iam', values.iam, ['on', 'off']) !== 'off',
    forwardSpansTo: forwardTarget(process.env),
    secrets: readSecretsFile(SECRETS_FILE),
    ...(batchWindows === 'full' && { batchWindowQuietMs: Number.POSITIVE_INFINITY }),
    ...(ses && { ses }),
    ...(isolation && { isolation }),
    ...(stack !== undefined && { stackName: notEmpty('--stack', stack) }),
    ...(data !== undefined && { dataDir: notEmpty('--data', data) }),
    ...(faults !== undefined && { faults: readWith('--faults', () => parseFaults(faults)) }),
  }
}

async function main(): Promise<number> {
  const options = localOptions()
  if (!options) {
    process.stdout.write(HELP)
    return 0
  }
  // Only now: the help, and what is wrong with the options, need not wait for the runtime to be loaded.
  const { startLocal } = await import('./index.ts')
  const starting = startLocal(options)
  const stop = () => {
    starting
      .then((runtime) => runtime.close())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      )
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  const runtime = await starting
  if (options.logs) runtime.onLog((name, line) => console.log(`${name}  ${line}`))
  console.log(`AWS endpoint  ${runtime.endpointUrl}`)
  console.log(`HTTP API      ${runtime.apiUrl}`)
  console.log(`\nexport AWS_ENDPOINT_URL=${runtime.endpointUrl} AWS_REGION=${runtime.region}`)
  console.log('export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local')
  return 0
}

await runCommand('node local/main.ts --help', main)
