import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import { blocksOf, type Span } from '#contract/pure/article-text.ts';

/** The text of an article, drawn from its blocks; nothing of it is HTML. */
export function ArticleText({ text, language }: { text: string; language: string }) {
  return (
    <div className="article-text" lang={language} dir="auto">
      {blocksOf(text).map((block, index) => {
        if (block.kind === 'heading')
          return block.level === 2 ? (
            <h3 key={index}>{spans(block.spans)}</h3>
          ) : (
            <h4 key={index}>{spans(block.spans)}</h4>
          );
        if (block.kind === 'list') {
          const items = block.items.map((item, place) => <li key={place}>{spans(item)}</li>);
          return block.ordered ? <ol key={index}>{items}</ol> : <ul key={index}>{items}</ul>;
        }
        const lines = block.lines.map((line, place) => (
          <Fragment key={place}>
            {place > 0 && <br />}
            {spans(line)}
          </Fragment>
        ));
        return block.kind === 'note' ? (
          <p key={index} className="notice note">
            <span>{lines}</span>
          </p>
        ) : (
          <p key={index}>{lines}</p>
        );
      })}
    </div>
  );
}

const spans = (all: Span[]): ReactNode =>
  all.map((span, index) => {
    switch (span.kind) {
      case 'strong':
        return <strong key={index}>{span.text}</strong>;
      case 'emphasis':
        return <em key={index}>{span.text}</em>;
      case 'link':
        return (
          <a key={index} href={span.href} target="_blank" rel="noreferrer noopener">
            {span.text}
          </a>
        );
      case 'article':
        return (
          <Link key={index} to="/knowledge" search={{ view: 'articles', search: span.code } as never}>
            {span.text}
          </Link>
        );
      case 'text':
        return span.text;
    }
  });
