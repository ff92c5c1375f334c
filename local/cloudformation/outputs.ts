import type { Services } from '../resources/index.ts'
import { resolve, type Scope } from '../template/intrinsics.ts'
import type { Json, Template } from '../template/template.ts'
import type { StackOutput } from './stack.ts'

export function resolveOutputs(template: Template, scope: Scope, services: Services): StackOutput[] {
  return Object.entries(template.Outputs ?? {}).flatMap(([key, { Value, Description, Condition, Export }]) => {
    if (Condition !== undefined && !scope.condition(Condition)) return []
    const value = withLocalApiUrl(String(resolve(Value, scope) ?? ''), services)
    const exportName = Export && String(resolve(Export.Name as Json, scope))
    return [
      {
        key,
        value,
        ...(Description !== undefined && { description: Description }),
        ...(exportName !== undefined && { exportName }),
      },
    ]
  })
}

/** The address that a template puts together for an HTTP API is the one that it would have on AWS. */
function withLocalApiUrl(value: string, { httpApis, region }: Services): string {
  return httpApis.ids.reduce(
    (text, id) => text.replace(`https://${id}.execute-api.${region}.amazonaws.com`, httpApis.url),
    value,
  )
}
