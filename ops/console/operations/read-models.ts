import { z } from 'zod'
import type { Generations } from '../../../lambdas/runtime/read-model/generations.ts'
import { audited } from '../../audit/audit-log.ts'
import { readModelNames } from '../../generations/find-read-model.ts'
import { existingGeneration } from '../../generations/generation-argument.ts'
import { drainMsOf } from '../../rebuild/drain.ts'
import { dropGeneration } from '../../rebuild/drop-generation.ts'
import { openReadModel, type ReadModelEnvironment } from '../../rebuild/environment.ts'
import { makeLive, rebuild, resumeRebuild, storeOf } from '../../rebuild/rebuild.ts'
import { equalText, settled, verifyReadModel } from '../../verify/verify-read-model.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../operation.ts'
import type { Work, Working } from '../work/background-work.ts'
import type { ConsoleEnvironment } from './environment.ts'

export interface ShownReadModel {
  /** Name of the read model and of the consumer that keeps it. */
  readonly name: string
  readonly live: string
  readonly generations: readonly {
    readonly name: string
    readonly state: 'building' | 'ready'
    readonly since: string
  }[]
  /** Work of this console on it, under way or done. */
  readonly work: readonly Work[]
}

const model = z.string().max(100)
const generation = z.string().regex(/^g[1-9]\d{0,8}$/, 'must be the name of a generation, such as g1')
const reason = z.string().trim().max(1_000).optional()
const VERBS = ['rebuild', 'verify', 'drop'] as const
const SEGMENTS = 8
const VERIFY_ATTEMPTS = 5
const BETWEEN_ATTEMPTS_MS = 2_000
const SHOWN_DIFFERENCES = 5

const grouped = (value: number): string => value.toLocaleString('en-US')

/** Copies of read models: which is live, making another, comparing one with the events. */
export function readModelOperations({ stack, work, auditLog }: ConsoleEnvironment): ConsoleOperation[] {
  const opened = async <Value>(name: string, run: (one: ReadModelEnvironment) => Promise<Value>): Promise<Value> => {
    const environment = await openReadModel(name, stack)
    try {
      return await run(environment)
    } finally {
      environment.client.destroy()
    }
  }
  const loaded = (name: string): Promise<Generations> => opened(name, (one) => storeOf(one).load())
  /** Goes on in the background. */
  const begin = (
    verb: (typeof VERBS)[number],
    name: string,
    run: (one: ReadModelEnvironment, working: Working) => Promise<string>,
  ): { begun: boolean } => ({
    begun: work.start(`${verb} ${name}`, (working) => opened(name, (one) => run(one, working))),
  })
  /** The same under the audit log: it changes something. */
  const beginAudited = (
    verb: (typeof VERBS)[number],
    { model: name, reason: why }: { readonly model: string; readonly reason?: string | undefined },
    run: (one: ReadModelEnvironment, working: Working) => Promise<string>,
  ): { begun: boolean } =>
    begin(verb, name, async (one, working) => {
      const action = { action: verb, target: name, ...(why && { reason: why }) }
      return audited(
        await auditLog(),
        action,
        () => run(one, working),
        (outcome) => ({ result: 'done', outcome }),
      )
    })
  return [
    consoleOperation({
      name: 'read-models',
      kind: 'read',
      keptMs: 500,
      input: z.object({}),
      run: (): Promise<readonly ShownReadModel[]> =>
        Promise.all(
          readModelNames().map(async (name) => {
            const { live, all } = await loaded(name)
            return {
              name,
              live,
              generations: Object.entries(all).map(([one, { state, since }]) => ({ name: one, state, since })),
              work: VERBS.flatMap((verb) => work.get(`${verb} ${name}`) ?? []),
            }
          }),
        ),
    }),
    consoleOperation({
      name: 'read-model-rebuild',
      kind: 'change',
      input: z.strictObject({ model, resume: z.boolean().default(false), reason }),
      async run(asked) {
        const { all } = await loaded(asked.model)
        const isBuilding = Object.values(all).some(({ state }) => state === 'building')
        if (isBuilding !== asked.resume) {
          throw new InputError(
            isBuilding ? 'A generation is being built: resume that, or drop it.' : 'There is no rebuild to resume.',
          )
        }
        return beginAudited('rebuild', asked, async (one, { signal, say }) => {
          const options = {
            ...one,
            signal,
            onStart: (name: string) => say(`${name} is begun`),
            onProgress: ({ events, documents }: { events: number; documents: number }) =>
              say(`${grouped(events)} events read, ${grouped(documents)} documents written`),
          }
          const run = asked.resume ? resumeRebuild(options) : rebuild(options, SEGMENTS)
          const { generation: name, events, documents, previous } = await run
          const end = previous === undefined ? 'complete; another run had switched' : `live, ${previous} is kept`
          return `${name} is ${end}: ${grouped(events)} events, ${grouped(documents)} documents`
        })
      },
    }),
    consoleOperation({
      name: 'read-model-verify',
      kind: 'change',
      input: z.strictObject({ model, generation: generation.optional() }),
      async run(asked) {
        const generations = await loaded(asked.model)
        const name = asked.generation ?? generations.live
        if (existingGeneration(generations, name) === 'building') throw new InputError(`${name} is not complete yet.`)
        return begin('verify', asked.model, async (one, { say }) => {
          const { events, documents, behind, unknown, differences } = await settled(
            () =>
              verifyReadModel({
                ...one,
                generation: name,
                segments: SEGMENTS,
                onProgress: (done) => say(`${name}: ${grouped(done)} events read`),
              }),
            () => one.pause(BETWEEN_ATTEMPTS_MS),
            VERIFY_ATTEMPTS,
          )
          const what = `${name}: ${grouped(documents)} documents from ${grouped(events)} events`
          if (differences.length === 0) {
            return `${what} are ${equalText({ behind, unknown })}`
          }
          const first = differences.slice(0, SHOWN_DIFFERENCES).map(({ kind, document }) => `${kind} ${document}`)
          throw new Error(`${what}: ${grouped(differences.length)} DIFFER, e.g. ${first.join('; ')}`)
        })
      },
    }),
    consoleOperation({
      name: 'read-model-switch',
      kind: 'change',
      input: z.strictObject({ model, generation, reason }),
      async run({ model: name, generation: to, reason: why }) {
        if (existingGeneration(await loaded(name), to) === 'building')
          throw new InputError(`${to} is not complete yet.`)
        const action = { action: 'switch', target: name, ...(why && { reason: why }), details: { generation: to } }
        const previous = await audited(
          await auditLog(),
          action,
          () => opened(name, (one) => makeLive(one, to)),
          (before) => ({ result: 'done', outcome: `${to} is live, before it was ${before}` }),
        )
        return { live: to, previous }
      },
    }),
    consoleOperation({
      name: 'read-model-drop',
      kind: 'change',
      input: z.strictObject({ model, generation, reason }),
      async run(asked) {
        const generations = await loaded(asked.model)
        existingGeneration(generations, asked.generation)
        if (generations.live === asked.generation) throw new InputError('That is the live one: switch first.')
        return beginAudited('drop', asked, async (one, { say }) => {
          const onProgress = (documents: number) => say(`${grouped(documents)} documents deleted`)
          const dropped = await dropGeneration(
            { ...one, drainMs: drainMsOf(asked.model), onProgress },
            asked.generation,
          )
          return `${asked.generation} is gone, ${grouped(dropped)} documents`
        })
      },
    }),
  ]
}
