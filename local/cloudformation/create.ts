import { createHash } from 'node:crypto'
import { UnsupportedPolicyError } from '../iam/index.ts'
import { type Created, type Resource, type ResourceType, resourceTypes, type Services } from '../resources/index.ts'
import type { StackArtifact } from '../template/assembly.ts'
import type { Json } from '../template/template.ts'
import { ExpectedError } from '../usage/usage-error.ts'
import { UnsupportedTemplateError } from './check.ts'

/** One resource of a stack, as the resource types see it. */
export interface Place {
  artifact: StackArtifact
  logicalId: string
  /** How many resources of this id there were before; each has another name. */
  generation: number
  /** Resolves what stands in the template beside the properties. */
  resolve?: (value: Json) => unknown
}

export function typeOf(name: string): ResourceType {
  const type = Object.hasOwn(resourceTypes, name) ? resourceTypes[name] : undefined
  if (!type) throw new Error('unknown resource type')
  return type
}

/** Creates one resource; an error names stack, resource and type. */
export function createResource(typeName: string, properties: Json, place: Place, services: Services): Promise<Created> {
  return named('create', typeName, place, async () => typeOf(typeName).create(properties, resourceAt(place), services))
}

/** Runs what is done with one resource. */
export async function named<Result>(
  doing: string,
  typeName: string,
  { artifact: { stackName }, logicalId }: Place,
  act: () => Promise<Result>,
): Promise<Result> {
  try {
    return await act()
  } catch (cause) {
    if (cause instanceof UnsupportedPolicyError) {
      throw new UnsupportedTemplateError(stackName, [`${logicalId}, ${typeName}: ${cause.message}`])
    }
    const reason = (cause as Error).message
    throw failure(cause, `${stackName}: cannot ${doing} ${logicalId} (${typeName}): ${reason}`)
  }
}

/** The error for a resource that a service refuses. It is a mistake in the template, so one line without a stack is enough. */
class ResourceError extends ExpectedError {
  override readonly name = 'ResourceError'
  override readonly exitCode = 2
}

/** A fault of the runtime itself is no mistake in the template: its stack trace must be shown, so that it can be found. */
function failure(cause: unknown, message: string): Error {
  const isOurs = [TypeError, RangeError, ReferenceError].some((kind) => cause instanceof kind)
  return isOurs ? new Error(message, { cause }) : new ResourceError(message, { cause })
}

export function resourceAt({ artifact, logicalId, generation, resolve }: Place): Resource {
  const { stackName, assetDirectory, template } = artifact
  const id = generation === 0 ? `${stackName}/${logicalId}` : `${stackName}/${logicalId}/${generation}`
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 12)
  return {
    stackName,
    logicalId,
    assetDirectory,
    metadata: (key) => resolve?.(template.Resources[logicalId]?.Metadata?.[key] ?? null) ?? undefined,
    uniqueName(maxLength = 64, suffix = '') {
      const room = maxLength - hash.length - suffix.length - 1
      return `${`${stackName}-${logicalId}`.slice(0, room).replace(/-$/, '')}-${hash}${suffix}`
    },
  }
}
