import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ServiceError } from '../endpoint/service-error.ts'
import type { Stack } from './stack.ts'

/** Each begins what it is called after, and rejects what is refused before anything is changed. */
export interface Begin {
  create(assemblyDir: string, stackName: string): Promise<{ stackId: string }>
  update(assemblyDir: string, stackName: string): Promise<{ stackId: string }>
  remove(stackName: string): Promise<void>
}

/** The operations of the CloudFormation API that change a stack. Each answers once the change has begun. */
export function stackChanges(stacks: () => readonly Stack[], begin: Begin) {
  const known = (nameOrId: string | null) =>
    stacks().find(({ stackName, stackId }) => stackName === nameOrId || stackId === nameOrId)
  return {
    CreateStack: (input: URLSearchParams) => {
      const name = input.get('StackName') ?? ''
      if (known(name)) throw new ServiceError('AlreadyExistsException', `Stack [${name}] already exists`)
      return fromAssembly(input, (assembly) => begin.create(assembly, name))
    },
    UpdateStack: (input: URLSearchParams) => {
      const name = input.get('StackName')
      const stack = known(name)
      if (!stack) throw new ServiceError('ValidationError', `Stack with id ${name} does not exist`)
      return fromAssembly(input, (assembly) => begin.update(assembly, stack.stackName))
    },
    // AWS answers likewise for a stack that is not there.
    DeleteStack: async (input: URLSearchParams) => {
      const stack = known(input.get('StackName'))
      if (stack) await orRefused(() => begin.remove(stack.stackName))
      return {}
    },
  }
}

/**
 * The template is the one of a cloud assembly (`cdk.out`) on this machine, since it needs the code of the functions:
 * `TemplateURL` is the `file:` address of its directory, or of the template in it.
 */
async function fromAssembly(input: URLSearchParams, act: (assemblyDir: string) => Promise<{ stackId: string }>) {
  const url = input.get('TemplateURL') ?? ''
  if (!url.startsWith('file:')) {
    throw new ServiceError(
      'ValidationError',
      'The local runtime deploys a stack from a cloud assembly on this machine: TemplateURL must be the file: address of its directory.',
    )
  }
  return orRefused(async () => {
    const path = fileURLToPath(url)
    const { stackId } = await act(path.endsWith('.json') ? dirname(path) : path)
    return { StackId: stackId }
  })
}

async function orRefused<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    throw new ServiceError('ValidationError', (error as Error).message)
  }
}
