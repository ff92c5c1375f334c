import { type ChildProcess, spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { styleText } from 'node:util'
import { compilerVariables } from '../compiler-variables.ts'

/** Lines shown: in a file with many mistakes, the first ones tell what is wrong. */
const MOST_LINES = 20

/**
 * Checks types in the background, when nothing else needs the processors: after the first time only what may have changed.
 * @returns how to begin a check, and how to give one up.
 */
export function typeChecker(root: string, say: (text: string) => void): { check(): void; stop(): void } {
  let running: ChildProcess | undefined
  let wasWrong = false
  const stop = () => {
    // TypeScript's compiler goes on to its end when it is asked to end: each save would add a check of everything to those that run.
    running?.kill('SIGKILL')
    running = undefined
  }
  const check = () => {
    stop()
    const cache = join(root, 'node_modules', '.cache', 'type-check.tsbuildinfo')
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const child = spawn(
      process.execPath,
      [tsc, '--noEmit', '--incremental', '--tsBuildInfoFile', cache, '--pretty', 'false'],
      {
        cwd: root,
        env: { ...compilerVariables, ...process.env },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    running = child
    if (child.pid !== undefined) lowerPriority(child.pid)
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk))
    child.on('error', (error) => say(`Types are not checked: ${error.message}`))
    child.on('close', (code) => {
      if (running !== child) return
      running = undefined
      const lines = printed.trim().split('\n')
      if (code === 0 && wasWrong) say(`${styleText('cyan', 'types')}     are right again`)
      else if (code !== 0) say([styleText('red', 'Types:'), ...lines.slice(0, MOST_LINES)].join('\n'))
      wasWrong = code !== 0
    })
  }
  return { check, stop }
}

/** What is reloaded meanwhile, and what the functions do, goes first. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It has ended already, or the system does not allow it: then it runs like everything else.
  }
}
