import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { opsProgram } from '../../../ops/commands.ts'
import { runProgram } from '../../../ops/program.ts'

/**
 * `npm run ops --` for the shell of these tests, in one process that has the tools loaded: a process of its own costs each command over a
 * second of CPU. It takes the words as the shell has made them of what is written, one command after another, as the body of a POST, each
 * ended by NUL; and answers with what was printed, and the exit code on a line of its own.
 *
 * At its terminal sits somebody who answers every question with yes, and presses Ctrl-C
 * - once a command that would go on for ever has printed something, or
 * - with the header `interrupt`, as soon as the command can be interrupted.
 */
let printed = ''
let isInterrupted = () => false

for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk: string | Uint8Array) => {
    printed += chunk
    if (isInterrupted()) setImmediate(() => process.emit('SIGINT'))
    return true
  }
}

const endless = (words: readonly string[]): boolean => words[0] === 'console' || words.includes('--watch')

async function run(request: IncomingMessage): Promise<string> {
  const words = (await text(request)).split('\0').slice(0, -1)
  printed = ''
  isInterrupted = () => endless(words)
  const stdin = Object.assign(Readable.from(['yes\n']), { isTTY: true })
  Object.defineProperty(process, 'stdin', { value: stdin, configurable: true })
  const interrupt = () => void setImmediate(() => process.emit('SIGINT'))
  if (request.headers.interrupt) process.on('newListener', (name) => name === 'SIGINT' && interrupt())
  await runProgram(opsProgram(), ['node', 'ops', ...words])
  const exitCode = process.exitCode ?? 0
  process.exitCode = undefined
  for (const name of ['SIGINT', 'SIGTERM', 'newListener']) process.removeAllListeners(name)
  return `${printed}\n${exitCode}`
}

let last: Promise<unknown> = Promise.resolve()
const server = createServer((request, response) => {
  last = last.then(async () => response.end(await run(request)))
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.once('disconnect', () => process.exit())
