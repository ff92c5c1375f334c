/** A CloudFormation template as `cdk synth` writes it. */

export type Json = string | number | boolean | null | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json
}

export interface TemplateResource {
  Type: string
  Properties?: JsonObject
  DependsOn?: string | string[]
  Condition?: string
  DeletionPolicy?: string
  UpdateReplacePolicy?: string
  Metadata?: JsonObject
}

export interface TemplateParameter {
  Type: string
  Default?: Json
  Description?: string
}

export interface TemplateOutput {
  Value: Json
  Description?: string
  Condition?: string
  Export?: { Name: Json }
}

export interface Template {
  Description?: string
  Parameters?: Record<string, TemplateParameter>
  Mappings?: Record<string, Record<string, Record<string, Json>>>
  Conditions?: Record<string, Json>
  Resources: Record<string, TemplateResource>
  Outputs?: Record<string, TemplateOutput>
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Where a resource comes from in the CDK app, for messages: `Stack/Orders/Queue/Resource`; the logical id if unknown. */
export function constructPath(logicalId: string, resource: TemplateResource): string {
  const path = resource.Metadata?.['aws:cdk:path']
  return typeof path === 'string' ? path : logicalId
}
