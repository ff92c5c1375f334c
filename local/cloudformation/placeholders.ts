import type { Scope } from '../template/intrinsics.ts'
import { type CreatedAttributes, type ScopeOptions, stackScope } from '../template/scope.ts'
import type { Template } from '../template/template.ts'

/**
 * Before anything is created, names stand for what they will be: `Ref` and `Fn::GetAtt` always give text. That of an ARN has
 * the parts of one, because templates take names out of ARNs (`arn:aws:events:…:rule/<bus>/<rule>`).
 * @param known finds what is there already; default: nothing.
 */
export function placeholderScope(
  template: Template,
  options: ScopeOptions,
  known: (logicalId: string) => CreatedAttributes | undefined = () => undefined,
): Scope {
  const scope = stackScope(template, options, (logicalId) =>
    Object.hasOwn(template.Resources, logicalId) ? (known(logicalId) ?? { physicalId: `<${logicalId}>` }) : undefined,
  )
  return {
    ...scope,
    getAtt(logicalId, attribute) {
      if (known(logicalId)) return scope.getAtt(logicalId, attribute)
      return attribute.endsWith('Arn') ? placeholderArn(logicalId, options) : `<${logicalId}.${attribute}>`
    },
  }
}

export const placeholderArn = (
  name: string,
  { region, accountId }: Pick<ScopeOptions, 'region' | 'accountId'>,
): string => `arn:aws:any:${region}:${accountId}:<${name}>/<${name}>/<${name}>`
