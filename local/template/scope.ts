import { IntrinsicError, resolve, type Scope } from './intrinsics.ts'
import type { Json, Template, TemplateParameter } from './template.ts'

export interface ScopeOptions {
  stackName: string
  stackId: string
  region: string
  accountId: string
  /** Values for the template's parameters; those with a default may be left out. */
  parameters: Record<string, string>
  /** Exports of the stacks deployed before. */
  exports: ReadonlyMap<string, Json>
  /** An output of a stack deployed before; undefined: there is no such stack, or it has no such output. */
  stackOutput(stackName: string, outputName: string): Json | undefined
}

/** What is known of a created resource. */
export interface CreatedAttributes {
  /** Value of `Ref`. */
  physicalId: string
  /** Values of `Fn::GetAtt`. */
  attributes?: Record<string, string>
}

/** Looks up a resource; a missing one is a fault in the order of creation. */
export type ResourceLookup = (logicalId: string) => CreatedAttributes | undefined

/** The scope of one stack; `lookup` says what its resources are called. */
export function stackScope(template: Template, options: ScopeOptions, lookup: ResourceLookup): Scope {
  const parameters = parameterValues(template.Parameters ?? {}, options)
  const pseudo: Record<string, Json> = {
    'AWS::Region': options.region,
    'AWS::AccountId': options.accountId,
    'AWS::Partition': 'aws',
    'AWS::StackName': options.stackName,
    'AWS::StackId': options.stackId,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::NotificationARNs': [],
  }
  const conditions = new Map<string, boolean>()
  const resource = (logicalId: string) => {
    const found = lookup(logicalId)
    if (!found) throw new IntrinsicError(`Nothing in the template is called ${logicalId}`)
    return found
  }

  const scope: Scope = {
    ref: (name) => {
      if (name === 'AWS::NoValue') return undefined
      if (Object.hasOwn(pseudo, name)) return pseudo[name]
      if (parameters.has(name)) return parameters.get(name)
      return resource(name).physicalId
    },
    getAtt: (logicalId, attribute) => {
      const { attributes = {} } = resource(logicalId)
      const value = attributes[attribute]
      if (value === undefined) {
        const known = Object.keys(attributes).join(', ') || 'none'
        throw new IntrinsicError(`${logicalId} has no attribute ${attribute} in the local runtime; it has: ${known}`)
      }
      return value
    },
    condition: (name) => {
      const known = conditions.get(name)
      if (known !== undefined) return known
      const expression = template.Conditions?.[name]
      if (expression === undefined) throw new IntrinsicError(`The template has no condition ${name}`)
      const value = resolve(expression, scope) === true
      conditions.set(name, value)
      return value
    },
    mapping: (map, key, name) => {
      const value = template.Mappings?.[map]?.[key]?.[name]
      if (value === undefined) throw new IntrinsicError(`The template has no mapping ${map}/${key}/${name}`)
      return value
    },
    importValue: (exportName) => {
      const value = options.exports.get(exportName)
      if (value === undefined) throw new IntrinsicError(`No stack exports ${exportName}`)
      return value
    },
    stackOutput: (stackName, outputName) => {
      const value = options.stackOutput(stackName, outputName)
      if (value === undefined)
        throw new IntrinsicError(`The stack ${stackName} is not deployed, or has no output ${outputName}`)
      return value
    },
  }
  return scope
}

function parameterValues(declared: Record<string, TemplateParameter>, options: ScopeOptions): Map<string, Json> {
  const values = new Map<string, Json>()
  const missing: string[] = []
  for (const [name, parameter] of Object.entries(declared)) {
    const value = options.parameters[name] ?? parameter.Default
    if (value === undefined) missing.push(name)
    else values.set(name, isList(parameter) ? String(value).split(',') : value)
  }
  if (missing.length > 0) throw new IntrinsicError(`Parameters without a value: ${missing.join(', ')}`)
  return values
}

const isList = (parameter: TemplateParameter) =>
  parameter.Type === 'CommaDelimitedList' || parameter.Type.startsWith('List<')
