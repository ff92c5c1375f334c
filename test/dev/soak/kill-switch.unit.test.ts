import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type KillSwitch, type Moment, openKillSwitch } from '../../../dev/soak/operator-loop/kill-switch.ts'

/** Paths that were carried out. */
const carriedOut: string[] = []
const target = createServer((request, response) => {
  carriedOut.push(request.url ?? '')
  response.end(`answer of ${request.url}`)
})
const addressOf = () => `http://127.0.0.1:${(target.address() as AddressInfo).port}`

beforeAll(() => new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve)))
afterAll(() => {
  target.closeAllConnections()
  target.close()
})

async function withSwitch(moment: Moment | undefined, use: (opened: KillSwitch, kills: () => number) => Promise<void>) {
  carriedOut.length = 0
  let kills = 0
  const opened = await openKillSwitch(addressOf(), moment, () => kills++)
  await use(opened, () => kills).finally(() => opened.close())
}

const call = async ({ url }: KillSwitch, path: string) => (await fetch(url + path)).text()

it('passes calls and answers on, and kills nobody without a moment', () =>
  withSwitch(undefined, async (opened, kills) => {
    expect(await call(opened, '/1')).toBe('answer of /1')
    expect([opened.calls(), kills()]).toEqual([1, 0])
  }))

it('kills before the call is carried out', () =>
  withSwitch({ call: 2, when: 'before' }, async (opened, kills) => {
    await call(opened, '/1')
    await expect(call(opened, '/2')).rejects.toThrow('fetch failed')
    expect([carriedOut, kills()]).toEqual([['/1'], 1])
  }))

it('kills after the call is carried out, and the answer never arrives; nothing that comes later counts', () =>
  withSwitch({ call: 1, when: 'after' }, async (opened, kills) => {
    await expect(call(opened, '/1')).rejects.toThrow('fetch failed')
    await expect(call(opened, '/2')).rejects.toThrow('fetch failed')
    expect([carriedOut, kills()]).toEqual([['/1'], 1])
  }))
