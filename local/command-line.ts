import { parseArgs } from 'node:util'
import { type LocalOptions, parseFaults, startLocal } from './index.ts'

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
  --quiet                print no log lines of functions
  --help                 this text
`

const MAX_PORT = 65_535

class UsageError extends Error {
  override name = 'UsageError'
}

function readOptions(): (LocalOptions & { logs: boolean }) | undefined {
  const { values } = parseArgs({
    options: {
      assembly: { type: 'string', default: 'cdk.out' },
      stack: { type: 'string' },
      'endpoint-port': { type: 'string', default: '4566' },
      port: { type: 'string', default: '3000' },
      data: { type: 'string' },
      faults: { type: 'string' },
      seed: { type: 'string', default: '1' },
      iam: { type: 'string', default: 'on' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  if (values.iam !== 'on' && values.iam !== 'off') {
    throw new UsageError(`--iam: expected on or off, not "${values.iam}"`)
  }
  return {
    assemblyDir: values.assembly,
    endpointPort: number('--endpoint-port', values['endpoint-port'], MAX_PORT),
    apiPort: number('--port', values.port, MAX_PORT),
    seed: number('--seed', values.seed, Number.MAX_SAFE_INTEGER),
    logs: !values.quiet,
    iam: values.iam === 'on',
    ...(values.stack !== undefined && { stackName: values.stack }),
    ...(values.data !== undefined && { dataDir: values.data }),
    ...(values.faults !== undefined && { faults: parseFaults(values.faults) }),
  }
}

function number(option: string, text: string, max: number): number {
  const value = Number(text)
  if (text === '' || !Number.isInteger(value) || value < 0 || value > max) {
    throw new UsageError(`${option}: expected a number from 0 to ${max}, not "${text}"`)
  }
  return value
}

async function main(): Promise<void> {
  const options = readOptions()
  if (!options) return void process.stdout.write(HELP)
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
}

main().catch((error: NodeJS.ErrnoException & { port?: number }) => {
  const message =
    error.code === 'EADDRINUSE'
      ? `Port ${error.port} is in use. Choose another with --port or --endpoint-port.`
      : error.message
  console.error(message)
  process.exitCode = 1
})
