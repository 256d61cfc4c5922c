import type { ReactNode } from 'react';
import type { FlowNode } from '#contract/flow-graph.ts';
import {
  AskFields,
  CallbackFields,
  ChooseFields,
  EndFields,
  IdentifyFields,
  LanguageFields,
  PickFields,
  QueueFields,
  SayFields,
  SurveyFields,
} from './talk-fields.tsx';
import {
  CheckFields,
  EmergencyFields,
  FlowFields,
  HoursFields,
  SetFields,
  SkillFields,
} from './decide-fields.tsx';
import { CallFields, CaseFields, PartFields, SearchFields, SendFields } from './system-fields.tsx';

/** Every field that a node of its kind has. */
export function NodeFields({
  node,
  onChange,
  errorAt,
}: {
  node: FlowNode;
  onChange: (node: FlowNode) => void;
  errorAt: (field: string) => string | undefined;
}): ReactNode {
  const rest = { onChange, errorAt };
  switch (node.kind) {
    case 'say':
    case 'play':
      return <SayFields node={node} {...rest} />;
    case 'ask':
      return <AskFields node={node} {...rest} />;
    case 'choose':
      return <ChooseFields node={node} {...rest} />;
    case 'pick':
      return <PickFields node={node} {...rest} />;
    case 'identify':
      return <IdentifyFields node={node} {...rest} />;
    case 'language':
      return <LanguageFields node={node} {...rest} />;
    case 'survey':
      return <SurveyFields node={node} {...rest} />;
    case 'callback':
      return <CallbackFields node={node} {...rest} />;
    case 'queue':
      return <QueueFields node={node} {...rest} />;
    case 'end':
      return <EndFields node={node} {...rest} />;
    case 'lookup':
    case 'act':
      return <PartFields key={node.kind} node={node} {...rest} />;
    case 'call':
      return <CallFields node={node} {...rest} />;
    case 'search':
      return <SearchFields node={node} {...rest} />;
    case 'case':
      return <CaseFields node={node} {...rest} />;
    case 'send':
      return <SendFields node={node} {...rest} />;
    case 'hours':
      return <HoursFields node={node} {...rest} />;
    case 'emergency':
      return <EmergencyFields node={node} {...rest} />;
    case 'check':
      return <CheckFields node={node} {...rest} />;
    case 'set':
      return <SetFields node={node} {...rest} />;
    case 'skill':
      return <SkillFields node={node} {...rest} />;
    case 'flow':
      return <FlowFields node={node} {...rest} />;
  }
}
