import { z } from 'zod'
import { inertType, type ResourceType } from './resource-type.ts'
import { document, list, noEffect, text } from './values.ts'

/** Nothing is denied locally: roles and policies only exist. */
export const accessTypes: Record<string, ResourceType> = {
  'AWS::IAM::Role': inertType(
    z.strictObject({
      RoleName: text.optional(),
      AssumeRolePolicyDocument: document,
      Description: noEffect,
      ManagedPolicyArns: noEffect,
      MaxSessionDuration: noEffect,
      Path: noEffect,
      PermissionsBoundary: noEffect,
      Policies: noEffect,
      Tags: noEffect,
    }),
    ({ RoleName }, resource, { accountId }) => {
      const name = RoleName ?? resource.uniqueName(64)
      return { physicalId: name, attributes: { Arn: `arn:aws:iam::${accountId}:role/${name}`, RoleId: name } }
    },
  ),
  'AWS::IAM::Policy': inertType(
    z.strictObject({
      PolicyName: text,
      PolicyDocument: document,
      Groups: list.optional(),
      Roles: list.optional(),
      Users: list.optional(),
    }),
    ({ PolicyName }) => ({ physicalId: PolicyName, attributes: { Id: PolicyName } }),
  ),
  'AWS::IAM::ManagedPolicy': inertType(
    z.strictObject({
      ManagedPolicyName: text.optional(),
      PolicyDocument: document,
      Description: noEffect,
      Groups: noEffect,
      Path: noEffect,
      Roles: noEffect,
      Tags: noEffect,
      Users: noEffect,
    }),
    ({ ManagedPolicyName }, resource, { accountId }) => {
      const arn = `arn:aws:iam::${accountId}:policy/${ManagedPolicyName ?? resource.uniqueName(128)}`
      return { physicalId: arn, attributes: { PolicyArn: arn } }
    },
  ),
}
