import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ChangeEnvironment, keep, pause, resume } from '../../../ops/consumers/change.ts'
import { stateOf } from '../../../ops/consumers/consumer-state.ts'
import { type Backlog, drain } from '../../../ops/consumers/drain.ts'
import { EventSourceMapping } from '../../../ops/consumers/event-source.ts'
import { PauseRecords } from '../../../ops/pauses/pause-records.ts'
import { TestClock } from '../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'

/** A mapping that changes as Lambda's do: answered at once, done some looks later, every change refused meanwhile. */
class SlowMapping {
  state = 'Enabled'
  looks = 3
  readonly asked: boolean[] = []
  #left = 0
  /** Called before each call. */
  onCall: (call: string) => Promise<void> | void = () => {}

  send = async (command: { readonly constructor: { readonly name: string }; readonly input: unknown }) => {
    const call = command.constructor.name.replace('Command', '')
    await this.onCall(call)
    if (call === 'UpdateEventSourceMapping') {
      if (this.state !== 'Enabled' && this.state !== 'Disabled') {
        throw Object.assign(new Error('Cannot update the event source mapping because it is in use.'), {
          name: 'ResourceInUseException',
        })
      }
      const { Enabled } = command.input as { readonly Enabled: boolean }
      this.asked.push(Enabled)
      this.state = Enabled ? 'Enabling' : 'Disabling'
      this.#left = this.looks
    } else if (this.state === 'Enabling' || this.state === 'Disabling') {
      if (--this.#left < 0) this.state = this.state === 'Enabling' ? 'Enabled' : 'Disabled'
    }
    const mapping = { UUID: 'u', State: this.state }
    return call === 'ListEventSourceMappings' ? { EventSourceMappings: [mapping] } : mapping
  }
}

const refused = (action: string) =>
  Object.assign(new Error(`not authorized to perform ${action}`), { name: 'AccessDeniedException' })
const mayNotUpdate = (call: string) => {
  if (call === 'UpdateEventSourceMapping') throw refused('lambda:UpdateEventSourceMapping')
}

let dynamo: TestDynamoDb
let records: PauseRecords
let mapping: SlowMapping
let clock: TestClock
let consumer: string
let next = 1

beforeAll(async () => {
  dynamo = await startTestDynamoDb()
  records = new PauseRecords(dynamo.client, testTables.operations)
})
afterAll(() => dynamo.close())
beforeEach(() => {
  mapping = new SlowMapping()
  clock = new TestClock()
  consumer = `consumer-${next++}`
  dynamo.faults.length = 0
})

const states: string[] = []
const operator = (by: string): ChangeEnvironment => ({
  consumer,
  records,
  source: new EventSourceMapping(mapping as never, 'f'),
  by,
  nextId: () => `pau_${next++}`,
  nowIso: () => new Date(clock.now()).toISOString(),
  waiting: {
    now: clock.now,
    sleep: async (milliseconds) => clock.advance(milliseconds / 1000),
    onState: (state) => void states.push(state),
  },
})
const shown = async () => stateOf(await records.read(consumer), mapping.state, clock.now())

describe('pausing', () => {
  it('shows "pausing" until the event source is really disabled, and then who, when and why', async () => {
    const seen: string[] = []
    mapping.onCall = async () => void seen.push(await shown())
    await pause(operator('ada'), 'bank migration')
    expect(seen).toContain('pausing')
    expect(mapping.state).toBe('Disabled')
    expect(await shown()).toBe('paused')
    expect(await records.read(consumer)).toMatchObject({ by: 'ada', reason: 'bank migration', intent: 'pause' })
  })

  it('twice, by another operator, leaves the first one on record and changes nothing', async () => {
    await pause(operator('ada'), 'bank migration')
    expect(await pause(operator('ben'), 'me too')).toMatchObject({ already: true, record: { by: 'ada' } })
    expect(mapping.asked).toEqual([false])
  })

  it('waits where a change of the event source is under way', async () => {
    mapping.state = 'Enabling'
    await pause(operator('ada'), 'bank migration')
    expect([mapping.state, await shown()]).toEqual(['Disabled', 'paused'])
  })

  it('of a consumer whose event source cannot even be seen changes nothing', async () => {
    mapping.onCall = (call) => {
      if (call === 'ListEventSourceMappings') throw refused('lambda:ListEventSourceMappings')
    }
    await expect(pause(operator('ada'), 'bank migration')).rejects.toThrow('not authorized')
    expect([await records.read(consumer), await shown()]).toEqual([undefined, 'running'])
  })

  it('stops the function by the record alone while Lambda does not answer', async () => {
    mapping.onCall = () => {
      throw Object.assign(new Error('Rate exceeded'), { name: 'TooManyRequestsException' })
    }
    await expect(pause(operator('ada'), 'bank migration')).rejects.toThrow(
      'Rate exceeded. It is on record as paused, so within a minute its function handles nothing any more',
    )
    expect(await records.read(consumer)).toMatchObject({ intent: 'pause', by: 'ada' })
  })

  it('that AWS refuses stays on record where another operator has relied on it and switched the event source off', async () => {
    let looks = 0
    mapping.onCall = (call) => {
      mayNotUpdate(call)
      // The look after the record was taken away.
      if (call === 'ListEventSourceMappings' && ++looks === 4) mapping.state = 'Disabled'
    }
    await expect(pause(operator('ada'), 'bank migration')).rejects.toThrow('It is on record as paused')
    expect(looks).toBe(4)
    expect(await records.read(consumer)).toMatchObject({ intent: 'pause', by: 'ada' })
  })

  it('that AWS refuses is taken back, because the function goes by the record alone', async () => {
    mapping.onCall = mayNotUpdate
    const pausing = pause(operator('ada'), 'bank migration')
    await expect(pausing).rejects.toThrow(
      `The event source of ${consumer} could not be switched off: not authorized to perform lambda:UpdateEventSourceMapping. Nothing has changed.`,
    )
    expect([await records.read(consumer), await shown()]).toEqual([undefined, 'running'])
  })

  it('that AWS refuses at the end of a drain leaves it draining', async () => {
    mapping.onCall = mayNotUpdate
    const backlog = async () => ({ waiting: 0, inFlight: 0, delayed: 0, oldestSentAt: undefined })
    const signal = new AbortController().signal
    const draining = drain({ ...operator('ada'), backlog, settleSeconds: 0, signal, onProgress: () => {} }, 'moving')
    await expect(draining).rejects.toThrow('Nothing has changed.')
    expect([(await records.read(consumer))?.intent, await shown()]).toEqual(['drain', 'draining'])
  })

  it('says that the record stands where the event source may have heard of it, or the consumer was paused before', async () => {
    mapping.onCall = (call) => {
      if (call === 'UpdateEventSourceMapping') throw new Error('no answer')
    }
    const stands = `The event source of ${consumer} could not be switched off: no answer. It is on record as paused, so within a minute its function handles nothing any more: run it again, or "consumers resume ${consumer}".`
    await expect(pause(operator('ada'), 'bank migration')).rejects.toThrow(stands)
    mapping.onCall = mayNotUpdate
    await expect(pause(operator('ben'), 'me too')).rejects.toThrow('It is on record as paused')
    expect(await records.read(consumer)).toMatchObject({ intent: 'pause', by: 'ada' })
  })

  it.each(['GetEventSourceMapping', 'UpdateEventSourceMapping'])(
    'is finished by running it again when the tool was killed at %s',
    async (killedAt) => {
      mapping.onCall = (call) => {
        if (call === killedAt) throw new Error('killed')
      }
      await expect(pause(operator('ada'), 'bank migration')).rejects.toThrow('killed')
      expect(await shown()).toBe('pausing')
      mapping.onCall = () => {}
      expect(await pause(operator('ada'), 'bank migration')).toMatchObject({ record: { by: 'ada' } })
      expect(await shown()).toBe('paused')
    },
  )

  it('does not leave it switched off when another operator has resumed it in between, and says so', async () => {
    mapping.onCall = async (call) => {
      if (call !== 'GetEventSourceMapping') return
      mapping.onCall = () => {}
      await resume(operator('ben'), 'done')
    }
    await expect(pause(operator('ada'), 'bank migration')).rejects.toThrow(
      'was paused, but somebody has resumed it meanwhile, and it delivers',
    )
    expect([mapping.state, await shown()]).toEqual(['Enabled', 'running'])
  })

  it('survives an answer of the store that is lost', async () => {
    dynamo.faults.push('pass', 'lose-answer')
    await pause(operator('ada'), 'bank migration')
    expect(await shown()).toBe('paused')
  })

  it('disables both event sources where a deployment is replacing one', async () => {
    const [old, young] = [new SlowMapping(), new SlowMapping()]
    const send = async (command: { readonly constructor: { readonly name: string }; readonly input: unknown }) => {
      if (command.constructor.name === 'ListEventSourceMappingsCommand') {
        const gone = { UUID: 'gone', State: 'Deleting' }
        return { EventSourceMappings: [{ UUID: 'old', State: old.state }, gone, { UUID: 'young', State: young.state }] }
      }
      const { UUID } = command.input as { readonly UUID: string }
      return (UUID === 'old' ? old : young).send(command)
    }
    const source = new EventSourceMapping({ send } as never, 'fn')
    await pause({ ...operator('anna'), source }, 'bank')
    expect([old.state, young.state]).toEqual(['Disabled', 'Disabled'])
    expect(await source.state()).toBe('Disabled')
    young.state = 'Enabled'
    expect(await source.state()).toBe('Enabled')
  })

  it('gives up, and says so, when Lambda does not come to an end', async () => {
    mapping.looks = Number.POSITIVE_INFINITY
    await expect(pause(operator('ada'), 'x')).rejects.toThrow('still Disabling after ten minutes')
  })
})

describe('resuming', () => {
  it('delivers again, and the record goes', async () => {
    await pause(operator('ada'), 'bank migration')
    expect(await resume(operator('ben'), 'done')).toMatchObject({ record: { by: 'ada' } })
    expect([mapping.state, await records.read(consumer), await shown()]).toEqual(['Enabled', undefined, 'running'])
  })

  it('of a consumer that runs changes nothing', async () => {
    expect(await resume(operator('ben'), 'done')).toBeUndefined()
    expect(mapping.asked).toEqual([])
  })

  it('that AWS refuses leaves it paused, on record as well', async () => {
    await pause(operator('ada'), 'bank migration')
    mapping.onCall = mayNotUpdate
    await expect(resume(operator('ben'), 'done')).rejects.toThrow('Nothing has changed.')
    expect(await records.read(consumer)).toMatchObject({ intent: 'pause', by: 'ada', reason: 'bank migration' })
    expect(await shown()).toBe('paused')
  })

  it('lets the function go on by the record alone while Lambda does not answer, as a pause stops it', async () => {
    mapping.onCall = () => {
      throw Object.assign(new Error('Rate exceeded'), { name: 'TooManyRequestsException' })
    }
    await expect(pause(operator('ada'), 'bank migration')).rejects.toThrow('It is on record as paused')
    await expect(resume(operator('ben'), 'done')).rejects.toThrow(
      'Rate exceeded. It is not on record as paused, so its function handles what it gets',
    )
    expect(await records.read(consumer)).toMatchObject({ intent: 'resume', by: 'ben' })
    mapping.onCall = () => {}
    await resume(operator('ben'), 'done')
    expect([mapping.state, await records.read(consumer)]).toEqual(['Enabled', undefined])
  })

  it('while it is being disabled waits for that', async () => {
    mapping.state = 'Disabling'
    await resume(operator('ben'), 'done')
    expect(mapping.state).toBe('Enabled')
  })

  it('loses against a pause that comes in between', async () => {
    await pause(operator('ada'), 'bank migration')
    let second: Promise<unknown> | undefined
    mapping.onCall = async (call) => {
      if (call !== 'UpdateEventSourceMapping' || second) return
      mapping.onCall = () => {}
      second = pause(operator('cyd'), 'the migration goes on')
      await second
    }
    await expect(resume(operator('ben'), 'done')).rejects.toThrow(
      'was not resumed: cyd asked for "pause" (the migration goes on) meanwhile',
    )
    expect([mapping.state, await shown()]).toEqual(['Disabled', 'paused'])
  })

  it('killed half-way is told, and finished by running it again', async () => {
    await pause(operator('ada'), 'bank migration')
    mapping.onCall = (call) => {
      if (call === 'GetEventSourceMapping') throw new Error('killed')
    }
    await expect(resume(operator('ben'), 'done')).rejects.toThrow('killed')
    expect(await shown()).toBe('resuming')
    mapping.onCall = () => {}
    await resume(operator('ben'), 'done')
    expect(await shown()).toBe('running')
  })
})

describe('a paused consumer whose event source delivers', () => {
  it('is shown, and paused again by "keep"', async () => {
    await pause(operator('ada'), 'bank migration')
    mapping.state = 'Enabled'
    clock.advance(300)
    expect(await shown()).toBe('unpaused')
    expect(await keep(operator('deployment'))).toBe(true)
    expect([mapping.state, await shown()]).toEqual(['Disabled', 'paused'])
    expect(await keep(operator('deployment'))).toBe(false)
  })

  it('stays resumed when that comes while "keep" disables it', async () => {
    await pause(operator('ada'), 'bank migration')
    mapping.state = 'Enabled'
    mapping.onCall = async () => {
      mapping.onCall = () => {}
      await resume(operator('ben'), 'done')
    }
    expect(await keep(operator('deployment'))).toBe(false)
    expect([mapping.state, await shown()]).toEqual(['Enabled', 'running'])
  })

  it('is none of its business where it runs, or was switched off past these commands', async () => {
    expect(await keep(operator('deployment'))).toBe(false)
    mapping.state = 'Disabled'
    expect([await keep(operator('deployment')), await shown()]).toEqual([false, 'off'])
  })
})

describe('draining', () => {
  const backlogs = (...left: readonly (Partial<Backlog> | (() => void))[]) => {
    const rest = [...left]
    return async (): Promise<Backlog> => {
      const one = rest.length > 1 ? rest.shift() : rest[0]
      if (typeof one === 'function') one()
      return { waiting: 0, inFlight: 0, delayed: 0, oldestSentAt: undefined, ...(typeof one === 'object' ? one : {}) }
    }
  }
  const draining = (backlog: () => Promise<Backlog>, signal = new AbortController().signal) => ({
    ...operator('ada'),
    backlog,
    settleSeconds: 60,
    signal,
    onProgress: () => {},
  })

  it('finishes what is there, waits until the queue stays empty, then pauses', async () => {
    const begun = clock.now()
    const backlog = backlogs({ waiting: 5 }, { inFlight: 2 }, {}, { waiting: 1 }, {})
    expect(await drain(draining(backlog), 'moving')).toMatchObject({ record: { intent: 'pause', by: 'ada' } })
    expect(clock.now() - begun).toBeGreaterThan(60_000)
    expect(await shown()).toBe('paused')
  })

  it('ends while traffic keeps coming, when all that is left was sent later', async () => {
    const began = clock.now()
    const backlog = backlogs(
      { waiting: 50, oldestSentAt: began - 60_000 },
      { waiting: 70, oldestSentAt: began - 1000 },
      { waiting: 40, oldestSentAt: began + 3000 },
    )
    expect(await drain(draining(backlog), 'moving')).toMatchObject({ left: { waiting: 40 } })
    expect(await shown()).toBe('paused')
  })

  it('goes on, after an interruption, with the moment at which it was first asked for', async () => {
    const stop = new AbortController()
    const interrupted = drain(
      draining(
        backlogs({ waiting: 5 }, () => stop.abort()),
        stop.signal,
      ),
      'moving',
    )
    await expect(interrupted).rejects.toThrow('Interrupted')
    expect([mapping.state, await shown()]).toEqual(['Enabled', 'draining'])
    const { since } = (await records.read(consumer))!
    clock.advance(3600)
    const backlog = backlogs({ waiting: 9, oldestSentAt: Date.parse(since) + 1 })
    await drain(draining(backlog), 'another reason')
    expect(await records.read(consumer)).toMatchObject({ intent: 'pause', reason: 'moving' })
  })

  it('stops when another operator decides otherwise', async () => {
    const backlog = async (): Promise<Backlog> => {
      await resume(operator('ben'), 'not today').catch(() => undefined)
      const seen = await records.read(consumer)
      if (seen) await records.remove(seen)
      return { waiting: 5, inFlight: 0, delayed: 0, oldestSentAt: undefined }
    }
    await expect(drain(draining(backlog), 'moving')).rejects.toThrow('Somebody else has changed')
    expect(mapping.state).toBe('Enabled')
  })

  it('does not pause over the decision of another that comes during its last look', async () => {
    const backlog = async (): Promise<Backlog> => {
      await resume(operator('ben'), 'stop that')
      return { waiting: 0, inFlight: 0, delayed: 0, oldestSentAt: undefined }
    }
    await expect(drain({ ...draining(backlog), settleSeconds: 0 }, 'moving')).rejects.toThrow('Somebody else')
    expect([mapping.state, await shown()]).toEqual(['Enabled', 'running'])
  })

  it('is refused for one that was switched off past these commands, and switches nothing on', async () => {
    mapping.state = 'Disabled'
    await expect(drain(draining(backlogs({})), 'moving')).rejects.toThrow(
      `The event source of ${consumer} was switched off without these commands: it cannot finish anything.`,
    )
    expect([mapping.state, await records.read(consumer)]).toEqual(['Disabled', undefined])
  })

  it('is refused for one that is paused: it cannot finish anything', async () => {
    await pause(operator('ada'), 'bank migration')
    await expect(drain(draining(backlogs({})), 'moving')).rejects.toThrow(
      'is paused by ada (bank migration): it cannot finish anything',
    )
  })
})
