/** The commands that work on sources as texts. They run nothing, and are loaded when one of them is called. */
import { editCommand } from './edit-command.ts'
import { formatCommand } from './format-command.ts'
import { queryCommand } from './query-command.ts'
import { orSay } from './usage.ts'

export const textCommands: Readonly<Record<TextCommand, (words: readonly string[]) => number>> = {
  edit: (words) => orSay(() => editCommand(words)),
  fmt: (words) => orSay(() => formatCommand(words)),
  query: (words) => orSay(() => queryCommand(words)),
}

export type TextCommand = 'edit' | 'fmt' | 'query'
