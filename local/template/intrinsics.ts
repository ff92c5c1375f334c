import { isObject, type Json, type JsonObject } from './template.ts'

/** What the names in a template stand for, at the moment of resolving. */
export interface Scope {
  /** Value of `Ref`: a parameter, a pseudo parameter or a resource's physical id; undefined stands for AWS::NoValue. */
  ref(name: string): Json | undefined
  getAtt(logicalId: string, attribute: string): Json
  condition(name: string): boolean
  mapping(map: string, key: string, name: string): Json
  importValue(exportName: string): Json
  /** Value of an output of another stack, exported or not. */
  stackOutput(stackName: string, outputName: string): Json
}

export class IntrinsicError extends Error {
  override name = 'IntrinsicError'
}

type Intrinsic = (argument: Json, scope: Scope) => Json | undefined

const NO_VALUE = undefined

const intrinsics: Record<string, Intrinsic> = {
  Ref: (name, scope) => scope.ref(text(name, 'Ref')),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, attribute] = splitAttribute(argument, scope)
    return scope.getAtt(logicalId, attribute)
  },
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument, 'Fn::Join')
    const resolved = list(resolve(parts ?? [], scope) ?? [], 'Fn::Join')
    return resolved.map(String).join(text(separator ?? '', 'Fn::Join'))
  },
  'Fn::Select': (argument, scope) => {
    const [index, from] = list(argument, 'Fn::Select')
    const values = list(resolve(from ?? [], scope) ?? [], 'Fn::Select')
    const value = values[Number(resolve(index ?? 0, scope))]
    if (value === undefined) throw new IntrinsicError(`Fn::Select ${String(index)} of ${values.length} values`)
    return value
  },
  'Fn::Split': (argument, scope) => {
    const [separator, value] = list(argument, 'Fn::Split')
    return text(resolve(value ?? '', scope) ?? '', 'Fn::Split').split(text(separator ?? '', 'Fn::Split'))
  },
  'Fn::If': (argument, scope) => {
    const [condition, whenTrue, whenFalse] = list(argument, 'Fn::If')
    return resolve((scope.condition(text(condition ?? '', 'Fn::If')) ? whenTrue : whenFalse) ?? null, scope)
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(argument, 'Fn::Equals').map((side) => resolve(side, scope))
    return JSON.stringify(left) === JSON.stringify(right)
  },
  'Fn::And': (argument, scope) => list(argument, 'Fn::And').every((part) => resolve(part, scope) === true),
  'Fn::Or': (argument, scope) => list(argument, 'Fn::Or').some((part) => resolve(part, scope) === true),
  'Fn::Not': (argument, scope) => resolve(list(argument, 'Fn::Not')[0] ?? false, scope) !== true,
  Condition: (name, scope) => scope.condition(text(name, 'Condition')),
  'Fn::FindInMap': (argument, scope) => {
    const [map, key, name] = list(argument, 'Fn::FindInMap').map((part) => String(resolve(part, scope)))
    return scope.mapping(map ?? '', key ?? '', name ?? '')
  },
  'Fn::ImportValue': (argument, scope) => scope.importValue(String(resolve(argument, scope))),
  'Fn::GetStackOutput': (argument, scope) => {
    const { StackName, OutputName, Region, ...others } =
      (isObject(argument) && (resolve(argument, scope) as JsonObject)) || {}
    if (StackName === undefined || OutputName === undefined || Object.keys(others).length > 0) {
      throw new IntrinsicError('Fn::GetStackOutput needs StackName and OutputName; locally it knows Region besides')
    }
    if (Region !== undefined && Region !== scope.ref('AWS::Region')) {
      throw new IntrinsicError(`Fn::GetStackOutput: the local runtime has no stack in ${String(Region)}`)
    }
    return scope.stackOutput(String(StackName), String(OutputName))
  },
  'Fn::Base64': (argument, scope) => Buffer.from(String(resolve(argument, scope))).toString('base64'),
}

/** Replaces every intrinsic function within `value`. Undefined stands for AWS::NoValue: the property is left out. */
export function resolve(value: Json, scope: Scope): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE)
  if (!isObject(value)) return value
  const call = intrinsicCall(value)
  if (call) return call.apply(scope)
  const resolved: JsonObject = {}
  for (const [key, item] of Object.entries(value)) {
    const result = resolve(item, scope)
    if (result !== NO_VALUE) resolved[key] = result
  }
  return resolved
}

function intrinsicCall(value: JsonObject): { apply(scope: Scope): Json | undefined } | undefined {
  const [name, ...others] = Object.keys(value)
  if (name === undefined || others.length > 0) return undefined
  const argument = value[name] ?? null
  // A policy document has a key named Condition too, but never with a plain name as its value.
  if (name === 'Condition' && typeof argument !== 'string') return undefined
  const intrinsic = Object.hasOwn(intrinsics, name) ? intrinsics[name] : undefined
  if (intrinsic) return { apply: (scope) => intrinsic(argument, scope) }
  if (name.startsWith('Fn::')) {
    throw new IntrinsicError(`Unknown intrinsic function ${name}; known are ${Object.keys(intrinsics).join(', ')}`)
  }
  return undefined
}

const PLACEHOLDER = /\$\{(!?)([^}]+)\}/g

function substitute(argument: Json, scope: Scope): string {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}]
  const local = isObject(variables) ? variables : {}
  return text(template ?? '', 'Fn::Sub').replace(PLACEHOLDER, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`
    const key = name.trim()
    if (Object.hasOwn(local, key)) return String(resolve(local[key] ?? '', scope))
    const dot = key.indexOf('.')
    return String(dot < 0 ? (scope.ref(key) ?? '') : scope.getAtt(key.slice(0, dot), key.slice(dot + 1)))
  })
}

function splitAttribute(argument: Json, scope: Scope): [string, string] {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.')
    return [argument.slice(0, dot), argument.slice(dot + 1)]
  }
  const [logicalId, ...attribute] = list(argument, 'Fn::GetAtt').map((part) => String(resolve(part, scope)))
  return [logicalId ?? '', attribute.join('.')]
}

/** The names that `Ref`, `Fn::GetAtt` and `Fn::Sub` mention anywhere within `value`: resources and parameters alike. */
export function mentionedNames(value: Json | undefined, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) mentionedNames(item, found)
  if (!isObject(value)) return found
  for (const [key, item] of Object.entries(value)) {
    if (key === 'Ref' && typeof item === 'string') found.add(item)
    else if (key === 'Fn::GetAtt') found.add(String(Array.isArray(item) ? item[0] : item).split('.')[0] ?? '')
    else if (key === 'Fn::Sub') mentionedInSub(item, found)
    else mentionedNames(item, found)
  }
  return found
}

function mentionedInSub(argument: Json, found: Set<string>): void {
  const [template, variables] = Array.isArray(argument) ? argument : [argument]
  for (const [, literal, name] of String(template).matchAll(PLACEHOLDER)) {
    if (!literal && name) found.add(name.trim().split('.')[0] ?? '')
  }
  if (variables !== undefined) mentionedNames(variables, found)
}

function text(value: Json, where: string): string {
  if (typeof value === 'object' && value !== null) throw new IntrinsicError(`${where} needs a string`)
  return String(value)
}

function list(value: Json, where: string): Json[] {
  if (!Array.isArray(value)) throw new IntrinsicError(`${where} needs a list`)
  return value
}
