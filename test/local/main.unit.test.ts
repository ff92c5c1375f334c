import { spawn } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { cleanUp, temporaryDirectory, writeAssembly } from './fixture.ts'

afterEach(cleanUp)

const MAIN = join(import.meta.dirname, '../../local/main.ts')

function run(options: string[]) {
  const child = spawn(process.execPath, [MAIN, ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const waiting: { text: string; resolve: () => void }[] = []
  const read = (chunk: Buffer) => {
    output += chunk
    for (const { text, resolve } of waiting) if (output.includes(text)) resolve()
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, output })),
  )
  const printed = (text: string) =>
    Promise.race([
      new Promise<void>((resolve) => {
        waiting.push({ text, resolve })
        read(Buffer.alloc(0))
      }),
      ended,
    ])
  return { child, ended, printed, output: () => output }
}

describe('the command line', () => {
  test('runs an assembly, prints both addresses and stops on a signal', async () => {
    const { child, ended, printed, output } = run([
      '--assembly',
      writeAssembly({ Resources: {} }),
      '--endpoint-port',
      '0',
      '--port',
      '0',
    ])
    await printed('AWS_SECRET_ACCESS_KEY')
    expect(output()).toMatch(/AWS endpoint {2}http:\/\/127\.0\.0\.1:\d+\nHTTP API {6}http:\/\/127\.0\.0\.1:\d+\n/)
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 0 })
  })

  test('--help explains every option', async () => {
    const { code, output } = await run(['--help']).ended
    expect(code).toBe(0)
    for (const option of ['--assembly', '--stack', '--endpoint-port', '--port', '--data', '--faults', '--seed']) {
      expect(output).toContain(option)
    }
  })

  test('a port in use is named', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const port = String((taken.address() as AddressInfo).port)
    const assembly = writeAssembly({ Resources: {} })
    const { code, output } = await run(['--assembly', assembly, '--endpoint-port', port, '--port', '0']).ended
    expect([code, output]).toEqual([1, `Port ${port} is in use. Choose another with --port or --endpoint-port.\n`])
    taken.close()
  })

  test.each([
    [['--assembly', 'NOWHERE'], /No cloud assembly in .*Run "cdk synth" first/],
    [['--port', 'high'], /--port is "high", allowed are whole numbers from 0 to 65535\./],
    [['--faults', 'explode=1'], /--faults: Unknown fault "explode"/],
    [['--seed', '7'], /--seed says which faults strike, so it needs --faults/],
    [['--data', '', '--assembly', 'NOWHERE'], /--data is empty/],
    [['--colour'], /Unknown option '--colour'/],
  ])('%j is refused', async (options, message) => {
    const resolved = options.map((option) => (option === 'NOWHERE' ? temporaryDirectory() : option))
    const { code, output } = await run(resolved).ended
    expect(code).toBe(2)
    expect(output).toMatch(message)
    expect(output.trim().split('\n')).toHaveLength(1)
  })
})
