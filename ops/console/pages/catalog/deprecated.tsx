import { type Deprecation, deprecationText } from '../../../../events/deprecation.ts'
import { Text } from '../parts/text.tsx'

/** Nothing for what is not on its way out. */
export const Deprecated = ({ of }: { readonly of: Deprecation | undefined }) =>
  of ? (
    <p class="judgement watch">
      Deprecated <Text>{deprecationText(of)}</Text>
    </p>
  ) : null
