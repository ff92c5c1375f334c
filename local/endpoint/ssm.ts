import type { ServiceHandler } from '../ports.ts'
import { jsonService } from './json-protocol.ts'
import { ServiceError } from './service-error.ts'

/** SSM parameters of the template, read only. */
export function ssmApi(parameters: ReadonlyMap<string, { value: string; type: string }>): ServiceHandler {
  const describe = (name: string) => {
    const parameter = parameters.get(name)
    return parameter && { Name: name, Type: parameter.type, Value: parameter.value, Version: 1, DataType: 'text' }
  }
  return jsonService('SSM', {
    GetParameter: ({ Name }: { Name: string }) => {
      const Parameter = describe(Name)
      if (!Parameter) throw new ServiceError('ParameterNotFound', `Parameter ${Name} not found.`)
      return { Parameter }
    },
    GetParameters: ({ Names }: { Names: string[] }) => ({
      Parameters: Names.map(describe).filter((parameter) => parameter !== undefined),
      InvalidParameters: Names.filter((name) => !parameters.has(name)),
    }),
    GetParametersByPath: ({ Path }: { Path: string }) => ({
      Parameters: [...parameters.keys()].filter((name) => name.startsWith(Path)).map(describe),
    }),
  })
}
