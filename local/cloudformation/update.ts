import type { Services } from '../resources/index.ts'
import type { StackArtifact } from '../template/assembly.ts'
import { resolve } from '../template/intrinsics.ts'
import { inDependencyOrder } from '../template/order.ts'
import { stackScope } from '../template/scope.ts'
import { type Action, actionFor } from './changes.ts'
import { cleanUp, type LeftOver } from './clean-up.ts'
import { createResource, named, resourceAt, typeOf } from './create.ts'
import { wantedResources } from './deploy.ts'
import type { Generations } from './generations.ts'
import { resolveOutputs } from './outputs.ts'
import { planUpdate } from './plan.ts'
import type { Deployed, RunningStack, ScopeOptions, StackOutput } from './stack.ts'
import { NO_UPDATES, StackUpdateError } from './update-error.ts'

export interface UpdateSurroundings {
  services: Services
  now: () => number
  /** Told what could not be taken away in the end; the update stands all the same, as on AWS. */
  onProblem: (message: string) => void
}

/** Logical ids by what was done to them. */
export interface UpdateResult {
  created: string[]
  updated: string[]
  replaced: string[]
  removed: string[]
}

/**
 * Prepares to make of a stack what a new template says, as CloudFormation does: what is new or changed first, in the order of
 * dependencies; what is gone, or was replaced, last, in the opposite order. Queues keep their messages and tables their items.
 * A change that is not possible is refused before anything is begun. After a failure on the way, everything is undone in reverse
 * order.
 * @throws {StackUpdateError} at once when it is refused
 * @returns what runs it; rejects with a {@link StackUpdateError} when it was rolled back
 */
export function prepareUpdate(
  running: RunningStack,
  next: StackArtifact,
  options: ScopeOptions,
  surroundings: UpdateSurroundings & { generations: Generations },
): () => Promise<UpdateResult> {
  const { refusals, actions, removed } = planUpdate(next, running, options)
  if (refusals.length > 0) throw new StackUpdateError(refusals.join('\n'), { refused: true })
  if (removed.length === 0 && [...actions.values()].every((action) => action === 'keep')) {
    throw new StackUpdateError(NO_UPDATES, { refused: true })
  }
  return () => runUpdate(running, removed, new Update(running, next, options, surroundings))
}

async function runUpdate({ stack }: RunningStack, removed: readonly string[], update: Update): Promise<UpdateResult> {
  stack.status = 'UPDATE_IN_PROGRESS'
  try {
    await update.run()
  } catch (cause) {
    stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS'
    stack.statusReason = (cause as Error).message
    stack.status = (await update.undo()) ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_FAILED'
    throw new StackUpdateError(`${(cause as Error).message} (rolled back)`, { refused: false, cause })
  }
  stack.status = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  const result = await update.finish(removed)
  stack.status = 'UPDATE_COMPLETE'
  return result
}

class Update {
  readonly #running: RunningStack
  readonly #next: StackArtifact
  readonly #options: ScopeOptions
  readonly #services: Services
  readonly #surroundings: UpdateSurroundings & { generations: Generations }
  /** The resources as they are by now: those of before, until each is done. */
  readonly #after = new Map<string, Deployed>()
  readonly #done = new Map<string, Action>()
  readonly #undo: (() => Promise<void>)[] = []
  #outputs: StackOutput[] = []

  constructor(
    running: RunningStack,
    next: StackArtifact,
    options: ScopeOptions,
    surroundings: UpdateSurroundings & { generations: Generations },
  ) {
    this.#running = running
    this.#next = next
    this.#options = options
    this.#surroundings = surroundings
    this.#services = surroundings.services
  }

  async run(): Promise<void> {
    const scope = this.#scope()
    await inDependencyOrder(wantedResources(this.#next, scope), async (logicalId, resource) => {
      const properties = resolve(resource.Properties ?? {}, scope) ?? {}
      const before = this.#running.deployed.get(logicalId)
      const action = actionFor(before, properties)
      this.#done.set(logicalId, action)
      this.#after.set(logicalId, await this.#apply(action, logicalId, { resource, properties }, before))
    })
    this.#services.httpApis.serve()
    // Here, because an output that cannot be resolved fails the update while it can still be undone.
    this.#outputs = resolveOutputs(this.#next.template, scope, this.#services)
  }

  async #apply(
    action: Action,
    logicalId: string,
    wanted: Pick<Deployed, 'resource' | 'properties'>,
    before: Deployed | undefined,
  ): Promise<Deployed> {
    if (action === 'keep' && before) return { ...before, resource: wanted.resource }
    if (action === 'update' && before) return this.#change(logicalId, wanted, before)
    const { stackName } = this.#running.stack
    const generation = this.#surroundings.generations.of(stackName, logicalId) + (before ? 1 : 0)
    const place = { artifact: this.#next, logicalId, generation }
    const type = typeOf(wanted.resource.Type)
    const created = await createResource(wanted.resource.Type, wanted.properties, place, this.#services)
    this.#undo.push(async () => type.remove(created, this.#services, wanted.properties))
    await created.start?.()
    return { ...wanted, created, generation }
  }

  async #change(
    logicalId: string,
    wanted: Pick<Deployed, 'resource' | 'properties'>,
    before: Deployed,
  ): Promise<Deployed> {
    const { generation } = before
    const type = typeOf(wanted.resource.Type)
    const place = { artifact: this.#next, logicalId, generation }
    const placeBefore = { ...place, artifact: this.#running.artifact }
    // Kept ready before the change begins: one that fails half-way has to be undone as well.
    this.#undo.push(async () => {
      const since = { properties: wanted.properties, created: before.created }
      await type.update(before.properties, resourceAt(placeBefore), this.#services, since)
    })
    const created = await named('update', wanted.resource.Type, place, async () =>
      type.update(wanted.properties, resourceAt(place), this.#services, before),
    )
    return { ...wanted, created, generation }
  }

  /** @returns whether everything is as it was. */
  async undo(): Promise<boolean> {
    let complete = true
    for (const step of this.#undo.reverse()) {
      try {
        await step()
      } catch (error) {
        complete = false
        this.#surroundings.onProblem(`Rolling back: ${(error as Error).message}`)
      }
    }
    this.#services.httpApis.serve()
    return complete
  }

  /** Takes away what is gone or was replaced, and shows the stack as it is now. */
  async finish(removed: readonly string[]): Promise<UpdateResult> {
    const { stack, deployed } = this.#running
    const { template } = this.#next
    const replaced = this.#idsOf('replace')
    const goes = (id: string, replacedNow: boolean): LeftOver[] => {
      const old = deployed.get(id)
      return old ? [{ logicalId: id, ...old, replaced: replacedNow }] : []
    }
    const leftOvers = [...removed.flatMap((id) => goes(id, false)), ...replaced.flatMap((id) => goes(id, true))]
    const now = this.#surroundings.now()
    this.#surroundings.generations.end(stack.stackName, [...removed, ...replaced])
    await cleanUp(leftOvers, deployed, this.#surroundings)
    this.#services.httpApis.serve()
    Object.assign(stack, {
      template,
      description: template.Description,
      updatedAt: now,
      statusReason: undefined,
      outputs: this.#outputs,
      resources: [...this.#after].map(
        ([
          logicalId,
          {
            resource,
            created: { physicalId },
          },
        ]) => {
          const kept = stack.resources.find((one) => one.logicalId === logicalId)
          const action = this.#done.get(logicalId)
          if (kept && action === 'keep') return kept
          const status = action === 'create' ? ('CREATE_COMPLETE' as const) : ('UPDATE_COMPLETE' as const)
          return { logicalId, type: resource.Type, physicalId, status, updatedAt: now }
        },
      ),
    })
    deployed.clear()
    for (const [id, one] of this.#after) deployed.set(id, one)
    this.#running.artifact = this.#next
    return { created: this.#idsOf('create'), updated: this.#idsOf('update'), replaced, removed: [...removed] }
  }

  #idsOf(action: Action): string[] {
    return [...this.#done].flatMap(([id, done]) => (done === action ? [id] : []))
  }

  #scope() {
    return stackScope(this.#next.template, this.#options, (logicalId) => this.#after.get(logicalId)?.created)
  }
}
