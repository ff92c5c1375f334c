import { z } from 'zod'
import { count, document, list, noEffect, text } from '../template/property-values.ts'
import { type ResourceType, resourceType } from './resource-type.ts'

const inlinePolicy = z
  .strictObject({ PolicyName: text, PolicyDocument: document })
  .transform(({ PolicyName, PolicyDocument }) => ({ name: PolicyName, document: PolicyDocument }))

/** The statements of the app about its own grants: see `lib/functions/access.ts`. */
const unseenUses = z.array(
  z.object({
    actions: list,
    resources: list,
    reason: text.optional(),
    sameAs: z.object({ actions: list.optional(), holders: text.optional() }).optional(),
  }),
)

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const sessionSeconds = count.refine(
  (seconds) => seconds >= 3600 && seconds <= 43_200,
  'allowed are 3600 to 43200 seconds',
)

const role = resourceType(
  z.strictObject({
    RoleName: text.optional(),
    AssumeRolePolicyDocument: document,
    ManagedPolicyArns: list.optional(),
    Policies: z.array(inlinePolicy).optional(),
    Description: text.optional(),
    MaxSessionDuration: sessionSeconds.optional(),
    Path: z.literal('/').optional(),
    Tags: noEffect,
  }),
  (properties, resource, { accountId, iam }) => {
    const { RoleName, Description, AssumeRolePolicyDocument, ManagedPolicyArns, MaxSessionDuration, Policies } =
      properties
    const name = RoleName ?? resource.uniqueName(64)
    const arn = `arn:aws:iam::${accountId}:role/${name}`
    iam?.roles.create({
      name,
      arn,
      trust: AssumeRolePolicyDocument,
      inlinePolicies: Policies ?? [],
      managedPolicyArns: ManagedPolicyArns ?? [],
      unseen: unseenUses.parse(resource.metadata('UsedUnseen') ?? []),
      ...(MaxSessionDuration !== undefined && { maxSessionSeconds: MaxSessionDuration }),
      ...(Description !== undefined && { description: Description }),
    })
    return { physicalId: name, attributes: { Arn: arn, RoleId: name } }
  },
  {
    replacedBy: ['RoleName', 'Path'],
    namedBy: 'RoleName',
    remove: ({ attributes }, { iam }) => iam?.roles.remove(attributes?.Arn ?? ''),
  },
)

/** The policy of roles; there are no users and groups here. */
const policy = resourceType(
  z.strictObject({
    PolicyName: text,
    PolicyDocument: document,
    Roles: list.optional(),
    Groups: noEffect,
    Users: noEffect,
  }),
  ({ PolicyName, PolicyDocument, Roles = [] }, resource, { iam }) => {
    const unseen = unseenUses.parse(resource.metadata('UsedUnseen') ?? [])
    for (const name of Roles) iam?.roles.attach(name, PolicyName, PolicyDocument, unseen)
    return { physicalId: PolicyName, attributes: { Id: PolicyName } }
  },
  {
    replacedBy: ['PolicyName'],
    update({ PolicyName, PolicyDocument, Roles = [] }, resource, { iam }, { properties, created }) {
      for (const name of properties.Roles ?? []) iam?.roles.detach(name, PolicyName)
      const unseen = unseenUses.parse(resource.metadata('UsedUnseen') ?? [])
      for (const name of Roles) iam?.roles.attach(name, PolicyName, PolicyDocument, unseen)
      return created
    },
    remove(_, { iam }, { PolicyName, Roles = [] }) {
      for (const name of Roles) iam?.roles.detach(name, PolicyName)
    },
  },
)

const managedPolicy = resourceType(
  z.strictObject({
    ManagedPolicyName: text.optional(),
    PolicyDocument: document,
    Roles: list.optional(),
    Path: z.literal('/').optional(),
    Description: noEffect,
    Groups: noEffect,
    Tags: noEffect,
    Users: noEffect,
  }),
  ({ ManagedPolicyName, PolicyDocument, Roles = [] }, resource, { accountId, iam }) => {
    const arn = `arn:aws:iam::${accountId}:policy/${ManagedPolicyName ?? resource.uniqueName(128)}`
    iam?.roles.createManaged(arn, PolicyDocument)
    for (const name of Roles) iam?.roles.attach(name, arn, PolicyDocument)
    return { physicalId: arn, attributes: { PolicyArn: arn } }
  },
  {
    replacedBy: ['ManagedPolicyName', 'Path', 'Description'],
    namedBy: 'ManagedPolicyName',
    update({ PolicyDocument, Roles = [] }, _, { iam }, { properties, created }) {
      const arn = created.physicalId
      for (const name of properties.Roles ?? []) if (!Roles.includes(name)) iam?.roles.detach(name, arn)
      iam?.roles.createManaged(arn, PolicyDocument)
      for (const name of Roles) iam?.roles.attach(name, arn, PolicyDocument)
      return created
    },
    remove({ physicalId }, { iam }, { Roles = [] }) {
      for (const name of Roles) iam?.roles.detach(name, physicalId)
      iam?.roles.removeManaged(physicalId)
    },
  },
)

/** A permissions boundary is not among the properties: it would narrow what the policies allow. */
export const accessTypes: Record<string, ResourceType> = {
  'AWS::IAM::Role': role,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::ManagedPolicy': managedPolicy,
}
