import { loadAssembly, type StackArtifact } from '../template/assembly.ts'
import type { Json } from '../template/template.ts'
import { type AssemblyOptions, checkAssembly, scopeOptions } from './assembly-options.ts'
import { deployStack } from './deploy.ts'
import type { RunningStack, Stack } from './stack.ts'
import { prepareUpdate, type UpdateResult, type UpdateSurroundings } from './update.ts'
import { StackUpdateError } from './update-error.ts'

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
    const { services, now } = surroundings
    this.#surroundings = surroundings
    for (const artifact of artifacts) {
      const options = scopeOptions(artifact, this.#options, this.#exports())
      const running = await deployStack(artifact, options, services, now)
      this.shown.push(running.stack)
      this.#running.set(artifact.stackName, running)
    }
    const created = [...this.#running.values()].flatMap(({ deployed }) => [...deployed.values()])
    await Promise.all(created.map((one) => one.created.start?.()))
  }

  /**
   * Updates one stack to what a cloud assembly on this machine says of it.
   * @throws {StackUpdateError} when it is refused, or was rolled back
   * @throws {UnsupportedTemplateError} {@link AssemblyError} before anything is changed
   */
  async update(assemblyDir: string, stackName: string): Promise<UpdateResult> {
    return (await this.begin(assemblyDir, stackName)).done
  }

  /** The same, with its end still to come: what is refused is refused at once. */
  async begin(assemblyDir: string, stackName: string): Promise<{ stackId: string; done: Promise<UpdateResult> }> {
    const running = this.#running.get(stackName)
    if (!running || !this.#surroundings) throw refused(`Stack [${stackName}] does not exist`)
    const { stackId, status } = running.stack
    if (this.#busy) throw refused(`Stack:${this.#busy} is in ${status} state and can not be updated.`)
    const next = loadAssembly(assemblyDir, stackName).find((artifact) => artifact.stackName === stackName)
    if (!next) throw refused(`Stack [${stackName}] does not exist`)
    checkAssembly([next], this.#options)
    const options = scopeOptions(next, this.#options, this.#exports())
    const run = prepareUpdate(running, next, options, this.#surroundings)
    this.#busy = stackId
    const done = run().finally(() => {
      this.#busy = undefined
    })
    return { stackId, done }
  }

  #exports(): Map<string, Json> {
    const exported = this.shown.flatMap(({ outputs }) =>
      outputs.flatMap(({ exportName, value }): [string, Json][] => (exportName ? [[exportName, value]] : [])),
    )
    return new Map(exported)
  }
}

const refused = (message: string) => new StackUpdateError(message, { refused: true })
