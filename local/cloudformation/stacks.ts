import { loadAssembly, type StackArtifact } from '../template/assembly.ts'
import { type AssemblyOptions, checkAssembly, scopeOptions } from './assembly-options.ts'
import type { Begin } from './change-api.ts'
import { takeBack } from './clean-up.ts'
import { deployStack } from './deploy.ts'
import { Generations } from './generations.ts'
import { prepareRemoval } from './remove.ts'
import type { Deployed, RunningStack, Stack } from './stack.ts'
import { prepareUpdate, type UpdateResult, type UpdateSurroundings } from './update.ts'
import { NO_UPDATES, StackUpdateError } from './update-error.ts'

/** The stacks of one runtime. */
export class Stacks {
  /** In the order in which they were deployed. */
  readonly shown: Stack[] = []
  readonly #options: AssemblyOptions
  readonly #running = new Map<string, RunningStack>()
  /** Ids of the stacks that are being changed. */
  readonly #busy = new Set<string>()
  readonly #generations: Generations
  #surroundings: UpdateSurroundings | undefined

  constructor(options: AssemblyOptions, generations = new Generations()) {
    this.#options = options
    this.#generations = generations
  }

  /** Deploys the stacks in order, and then sets in motion what acts on its own. */
  async deploy(artifacts: readonly StackArtifact[], surroundings: UpdateSurroundings): Promise<void> {
    this.#surroundings = surroundings
    for (const artifact of artifacts) await this.#create(artifact, surroundings)
    await Promise.all([...this.#running.values()].map(setInMotion))
  }

  async #create(
    artifact: StackArtifact,
    { services, now }: UpdateSurroundings,
    made?: Map<string, Deployed>,
  ): Promise<RunningStack> {
    const options = scopeOptions(artifact, this.#options, this.shown)
    const running = await deployStack(artifact, options, services, now, made, this.#generations)
    this.shown.push(running.stack)
    this.#running.set(artifact.stackName, running)
    return running
  }

  /**
   * Deploys the stacks that a cloud assembly on this machine has for these names, and those that they depend on: each is updated, or
   * created if it is not there yet. @throws as {@link update}; what was deployed before the one that failed stays.
   */
  async deployAll(assemblyDir: string, stackName?: string): Promise<UpdateResult> {
    const all: UpdateResult = { created: [], updated: [], replaced: [], removed: [] }
    const artifacts = loadAssembly(assemblyDir, stackName)
    checkAssembly(artifacts, this.#options)
    for (const artifact of artifacts) {
      const result = await this.#deployOne(assemblyDir, artifact)
      for (const done of Object.keys(all) as (keyof UpdateResult)[]) all[done].push(...result[done])
    }
    return all
  }

  async #deployOne(assemblyDir: string, artifact: StackArtifact): Promise<UpdateResult> {
    const nothing: UpdateResult = { created: [], updated: [], replaced: [], removed: [] }
    if (this.#running.has(artifact.stackName)) {
      try {
        return await this.update(assemblyDir, artifact.stackName)
      } catch (error) {
        if (error instanceof StackUpdateError && error.message === NO_UPDATES) return nothing
        throw error
      }
    }
    if (!this.#surroundings) throw refused(`Stack [${artifact.stackName}] does not exist`)
    const shown = this.shown.find(({ stackName }) => stackName === artifact.stackName)
    if (shown) {
      this.#refuseBusy(shown, 'updated')
      // Nothing of it is there, because it could not be created. The CDK, too, deletes such a stack before it creates it anew.
      this.#forget(shown)
    }
    return { ...nothing, created: await this.#createOrTakeBack(artifact, this.#surroundings) }
  }

  /** @returns logical ids of what was created. */
  async #createOrTakeBack(artifact: StackArtifact, surroundings: UpdateSurroundings): Promise<string[]> {
    const made = new Map<string, Deployed>()
    try {
      await setInMotion(await this.#create(artifact, surroundings, made))
    } catch (cause) {
      const begun = this.#running.get(artifact.stackName)
      if (begun) this.#forget(begun.stack)
      this.#running.delete(artifact.stackName)
      await takeBack(made, surroundings)
      this.#generations.end(artifact.stackName, made.keys())
      throw new StackUpdateError(`${(cause as Error).message} (rolled back)`, { refused: false, cause })
    }
    surroundings.services.httpApis.serve()
    return [...made.keys()]
  }

  /** For the API, which answers before a change is through: what goes wrong afterwards is told, and is to be seen in the stack's status. */
  beginner(onProblem: (message: string) => void): Begin {
    const goOn = (done: Promise<unknown>) => void done.catch((error: Error) => onProblem(error.message))
    return {
      create: async (assemblyDir, stackName) => {
        const { stackId, done } = this.#beginCreate(assemblyDir, stackName)
        goOn(done)
        return { stackId }
      },
      update: async (assemblyDir, stackName) => {
        const { stackId, done } = await this.begin(assemblyDir, stackName)
        goOn(done)
        return { stackId }
      },
      remove: async (stackName) => goOn(this.#beginRemove(stackName)),
    }
  }

  #beginCreate(assemblyDir: string, stackName: string): { stackId: string; done: Promise<unknown> } {
    const surroundings = this.#surroundings
    const artifact = loadAssembly(assemblyDir, stackName).find((one) => one.stackName === stackName)
    if (!surroundings || !artifact) throw refused(`Stack [${stackName}] does not exist`)
    checkAssembly([artifact], this.#options)
    const { stackId } = scopeOptions(artifact, this.#options, this.shown)
    const shown: Stack = {
      stackName,
      stackId,
      status: 'CREATE_IN_PROGRESS',
      description: artifact.template.Description,
      createdAt: surroundings.now(),
      template: artifact.template,
      outputs: [],
      resources: [],
    }
    this.shown.push(shown)
    const create = async () => {
      try {
        await this.#createOrTakeBack(artifact, surroundings)
        this.#forget(shown)
      } catch (error) {
        shown.status = 'ROLLBACK_COMPLETE'
        shown.statusReason = (error as Error).message
        throw error
      }
    }
    return { stackId, done: this.#alone(stackId, create) }
  }

  #beginRemove(stackName: string): Promise<void> {
    const surroundings = this.#surroundings
    const shown = this.shown.find((stack) => stack.stackName === stackName)
    if (!surroundings || !shown) throw refused(`Stack [${stackName}] does not exist`)
    this.#refuseBusy(shown, 'deleted')
    const running = this.#running.get(stackName)
    // What was created is taken back already.
    const remove = running ? prepareRemoval(running, this.shown, surroundings) : async () => true
    return this.#alone(shown.stackId, async () => {
      if (!(await remove())) return
      this.#forget(shown)
      if (this.#running.delete(stackName)) this.#generations.end(stackName, Object.keys(shown.template.Resources))
    })
  }

  #forget(stack: Stack): void {
    const index = this.shown.indexOf(stack)
    if (index >= 0) this.shown.splice(index, 1)
  }

  #refuseBusy({ stackId, status }: Stack, done: string): void {
    if (this.#busy.has(stackId)) throw refused(`Stack:${stackId} is in ${status} state and can not be ${done}.`)
  }

  async #alone<Result>(stackId: string, act: () => Promise<Result>): Promise<Result> {
    this.#busy.add(stackId)
    try {
      return await act()
    } finally {
      this.#busy.delete(stackId)
    }
  }

  /**
   * Updates one stack to what a cloud assembly on this machine says of it.
   * @throws {StackUpdateError} when it is refused, or was rolled back
   * @throws {UnsupportedTemplateError} {@link AssemblyError} before anything is changed
   */
  async update(assemblyDir: string, stackName: string): Promise<UpdateResult> {
    return (await this.begin(assemblyDir, stackName)).done
  }

  /** Begins such an update and resolves without waiting for its end. An update that is refused rejects at once. */
  async begin(assemblyDir: string, stackName: string): Promise<{ stackId: string; done: Promise<UpdateResult> }> {
    const shown = this.shown.find((stack) => stack.stackName === stackName)
    if (shown) this.#refuseBusy(shown, 'updated')
    const running = this.#running.get(stackName)
    if (!shown || !this.#surroundings) throw refused(`Stack [${stackName}] does not exist`)
    if (!running || shown.status === 'DELETE_FAILED') {
      throw refused(`Stack:${shown.stackId} is in ${shown.status} state and can not be updated.`)
    }
    const { stackId } = running.stack
    const next = loadAssembly(assemblyDir, stackName).find((artifact) => artifact.stackName === stackName)
    if (!next) throw refused(`Stack [${stackName}] does not exist`)
    checkAssembly([next], this.#options)
    const options = scopeOptions(next, this.#options, this.shown)
    const run = prepareUpdate(running, next, options, { ...this.#surroundings, generations: this.#generations })
    return { stackId, done: this.#alone(stackId, run) }
  }
}

/** Starts the resources that act by themselves, such as schedules. */
async function setInMotion({ deployed }: RunningStack): Promise<void> {
  await Promise.all([...deployed.values()].map((one) => one.created.start?.()))
}

const refused = (message: string) => new StackUpdateError(message, { refused: true })
