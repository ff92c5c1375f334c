import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const found = spawnSync('aws', ['--version'], { encoding: 'utf8' })
export const hasAwsCli = found.status === 0
/** Version 1 goes to AWS itself for SQS, whatever `AWS_ENDPOINT_URL` says; the documentation asks for version 2. */
const isOld = hasAwsCli && `${found.stdout}${found.stderr}`.startsWith('aws-cli/1')

export interface Aws {
  /** To be defined in the shell before its first command: `aws` as it is to be called there. */
  readonly definition: string
  close(): void
}

/** The AWS command line that is installed, if one is. Version 1 is kept ready: see kept_aws.py. */
export async function openAws(): Promise<Aws> {
  if (!isOld) return { definition: '', close: () => {} }
  const { PATH, HOME } = process.env
  const AWS_CONFIG_FILE = join(import.meta.dirname, 'kept-aws.ini')
  const child = spawn('aws', ['--version'], {
    env: { PATH, HOME, PYTHONPATH: import.meta.dirname, PYTHONDONTWRITEBYTECODE: '1', AWS_CONFIG_FILE },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`The AWS command line ended with ${code} instead of waiting for commands.`)
  })
  failed.catch(() => {})
  const [port] = await Promise.race([once(child.stdout, 'data'), failed])
  return { definition: definition(`http://127.0.0.1:${String(port).trim()}`), close: () => child.stdin.end() }
}

const definition = (url: string): string => `aws() {
  local answer
  set -- \${AWS_ENDPOINT_URL:+--endpoint-url "$AWS_ENDPOINT_URL"} "$@"
  answer=$({ printf '%s\\0' "$PWD" $# "$@"; env -0; } | command curl -sf --data-binary @- ${url}) || return 99
  printf '%s' "\${answer%$'\\n'*}"
  return "\${answer##*$'\\n'}"
}
`
