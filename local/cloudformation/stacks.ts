import { loadAssembly, type StackArtifact } from '../template/assembly.ts'
import { type AssemblyOptions, checkAssembly, scopeOptions } from './assembly-options.ts'
import { takeBack } from './clean-up.ts'
import { deployStack } from './deploy.ts'
import type { Deployed, RunningStack, Stack } from './stack.ts'
import { prepareUpdate, type UpdateResult, type UpdateSurroundings } from './update.ts'
import { NO_UPDATES, StackUpdateError } from './update-error.ts'

/** The stacks of one runtime. */
export class Stacks {
  /** In the order in which they were deployed. */
  readonly shown: Stack[] = []
  readonly #options: AssemblyOptions
  readonly #running = new Map<string, RunningStack>()
  #surroundings: UpdateSurroundings | undefined
  #busy: string | undefined

  constructor(options: AssemblyOptions) {
    this.#options = options
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
    const running = await deployStack(artifact, options, services, now, made)
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
    const made = new Map<string, Deployed>()
    try {
      await setInMotion(await this.#create(artifact, this.#surroundings, made))
    } catch (cause) {
      await takeBack(made, this.#surroundings)
      throw new StackUpdateError(`${(cause as Error).message} (rolled back)`, { refused: false, cause })
    }
    this.#surroundings.services.httpApis.serve()
    return { ...nothing, created: [...made.keys()] }
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
    const running = this.#running.get(stackName)
    if (!running || !this.#surroundings) throw refused(`Stack [${stackName}] does not exist`)
    const { stackId, status } = running.stack
    if (this.#busy) throw refused(`Stack:${this.#busy} is in ${status} state and can not be updated.`)
    const next = loadAssembly(assemblyDir, stackName).find((artifact) => artifact.stackName === stackName)
    if (!next) throw refused(`Stack [${stackName}] does not exist`)
    checkAssembly([next], this.#options)
    const options = scopeOptions(next, this.#options, this.shown)
    const run = prepareUpdate(running, next, options, this.#surroundings)
    this.#busy = stackId
    const done = run().finally(() => {
      this.#busy = undefined
    })
    return { stackId, done }
  }
}

/** Starts the resources that act by themselves, such as schedules. */
async function setInMotion({ deployed }: RunningStack): Promise<void> {
  await Promise.all([...deployed.values()].map((one) => one.created.start?.()))
}

const refused = (message: string) => new StackUpdateError(message, { refused: true })
