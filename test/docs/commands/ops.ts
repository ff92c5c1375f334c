import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface Ops {
  /** Where the shell sends the words of a command. */
  readonly url: string
  /** Runs a command that no page says, to prepare for one. @throws {Error} unless it ends with 0. @returns what it printed. */
  run(...words: readonly string[]): Promise<string>
  /** Runs a command and presses Ctrl-C at once. */
  interrupted(...words: readonly string[]): Promise<string>
  close(): void
}

/** Keeps the operators' tools ready: see ops-process.ts. @param directory where they write the files that they are told to. */
export async function openOps(variables: Readonly<Record<string, string>>, directory: string): Promise<Ops> {
  const child = fork(join(import.meta.dirname, 'ops-process.ts'), {
    cwd: directory,
    env: { ...process.env, NO_COLOR: '1', ...variables },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [port] = await once(child, 'message')
  const url = `http://127.0.0.1:${port}`
  const send = async (words: readonly string[], headers: Record<string, string> = {}) => {
    const answer = await fetch(url, { method: 'POST', headers, body: words.map((word) => `${word}\0`).join('') })
    const [, printed = '', exitCode] = /^(.*)\n(\d+)$/s.exec(await answer.text()) ?? []
    return { printed, exitCode }
  }
  return {
    url,
    run: async (...words) => {
      const { printed, exitCode } = await send(words)
      if (exitCode !== '0') throw new Error(`${words.join(' ')} ended with ${exitCode}:\n${printed}`)
      return printed
    },
    interrupted: async (...words) => (await send(words, { interrupt: 'at once' })).printed,
    close: () => child.disconnect(),
  }
}
