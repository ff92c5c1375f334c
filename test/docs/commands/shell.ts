import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Aws } from './aws.ts'
import type { Ops } from './ops.ts'

const root = join(import.meta.dirname, '..', '..', '..')

export interface Ended {
  readonly exitCode: number
  /** Status of each answer that curl got, in order. */
  readonly statuses: readonly number[]
  /** Both streams. */
  readonly printed: string
}

export interface Shell {
  /**
   * One after another: what a command exports or defines, the next ones have.
   * @param limitMs rejects after this time with what was printed until then; the command goes on until `close`. Default: none.
   */
  run(command: string, limitMs?: number): Promise<Ended>
  /** Ends the shell, and what still runs in it. */
  close(): void
}

const DONE = '@@done'
const HTTP = '@@http'

/**
 * Curl as it is, which also tells the status of its answer, on the stream that is not piped on. `npm run NAME -- …` is run by
 * Node, which reads the script from package.json as npm does and starts five times as fast; every other form goes to npm.
 */
const PRELUDE = `
curl() { command curl -w '%{stderr}\\n${HTTP} %{http_code}\\n' "$@"; }
npm() {
  if [ "$1" = run ] && { [ $# = 2 ] || [ "$3" = -- ]; }; then
    local name=$2
    shift 2
    command node --run "$name" "$@"
  else
    command npm "$@"
  fi
}
`

/** The operators' tools that are kept ready at $OPS: see ops-process.ts. Everything else is run by npm itself. */
const NPM = `npm() {
  if [ "$1 $2 $3" != 'run ops --' ]; then command npm "$@"; return; fi
  shift 3
  local answer; answer=$(printf '%s\\0' "$@" | command curl -sf --data-binary @- "$OPS") || return 99
  printf '%s' "\${answer%$'\\n'*}"
  return "\${answer##*$'\\n'}"
}\n`

/** What is kept ready for the shell, instead of being started for each command. */
export interface Kept {
  readonly aws?: Aws
  readonly ops?: Ops
}

/** A person's shell in the project's folder, with these variables. */
export function openShell(variables: Readonly<NodeJS.ProcessEnv>, { aws, ops }: Kept = {}): Shell {
  const bin = join(root, 'node_modules', '.bin')
  const { PATH = '', HOME = '', TMPDIR = tmpdir() } = process.env
  const env = {
    HOME,
    TMPDIR,
    PATH: `${bin}:${PATH}`,
    NO_COLOR: '1',
    AWS_PAGER: '',
    ...(ops && { OPS: ops.url }),
    ...variables,
  }
  const bash: ChildProcessWithoutNullStreams = spawn('bash', ['--noprofile', '--norc'], {
    cwd: root,
    env,
    // A process group of its own, so that `close` reaches a command that still runs.
    detached: true,
  })
  let printed = ''
  let listener = () => {}
  const read = (chunk: Buffer) => {
    printed += chunk
    listener()
  }
  bash.stdout.on('data', read)
  bash.stdin.write(`exec 2>&1\n${PRELUDE}${aws?.definition ?? ''}${ops ? NPM : ''}`)
  return {
    run: (command, limitMs) =>
      new Promise((resolve, reject) => {
        printed = ''
        const giveUp = () => reject(new Error(`It did not end within ${limitMs} ms: ${command}\n${printed}`))
        const timer = limitMs === undefined ? undefined : setTimeout(giveUp, limitMs)
        bash.once('exit', () => {
          clearTimeout(timer)
          reject(new Error(`The shell ended at: ${command}\n${printed}`))
        })
        listener = () => {
          const done = new RegExp(`${DONE} (\\d+)\\n`).exec(printed)
          if (!done) return
          listener = () => {}
          clearTimeout(timer)
          bash.removeAllListeners('exit')
          const statuses = [...printed.matchAll(new RegExp(`${HTTP} (\\d+)`, 'g'))].map(([, status]) => Number(status))
          resolve({ exitCode: Number(done[1]), statuses, printed: printed.slice(0, done.index) })
        }
        // Nothing to read for the command: it must not take the next one for its input.
        bash.stdin.write(`{ ${command}\n} < /dev/null\necho "${DONE} $?"\n`)
      }),
    close: () => {
      bash.removeAllListeners('exit')
      const isThere = bash.exitCode === null && bash.signalCode === null
      if (isThere && bash.pid !== undefined) process.kill(-bash.pid)
    },
  }
}
