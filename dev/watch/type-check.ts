import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { styleText } from 'node:util'

/** Of a file with many mistakes, the first tell what is wrong. */
const MOST_LINES = 20

/** Checks types in the background: after the first time only what may have changed. @returns how to begin it, and how to end it. */
export function typeChecker(root: string, say: (text: string) => void): { check(): void; close(): void } {
  let running: ChildProcess | undefined
  let wasWrong = false
  const close = () => {
    running?.kill()
    running = undefined
  }
  const check = () => {
    close()
    const cache = join(root, 'node_modules', '.cache', 'type-check.tsbuildinfo')
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const child = spawn(
      process.execPath,
      [tsc, '--noEmit', '--incremental', '--tsBuildInfoFile', cache, '--pretty', 'false'],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    running = child
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
  return { check, close }
}
