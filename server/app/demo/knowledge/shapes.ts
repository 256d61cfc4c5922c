import type { ArticleStep } from '#contract/articles.ts';

export interface DemoWords {
  title: string;
  summary: string;
  body: string;
  keywords: string;
}
export interface DemoArticle extends DemoWords {
  code: string;
  kind?: 'article' | 'guide' | 'tree';
  audience?: 'public' | 'staff';
  /** Of the classification; see DemoOrganisation. */
  subject: string;
  steps?: ArticleStep[];
  /** How people ask for it, in Italian. */
  asked?: readonly string[];
  en?: DemoWords & { steps?: ArticleStep[] };
  /** The Italian has been published anew since the English was made. */
  behind?: boolean;
}
