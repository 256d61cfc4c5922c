import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { htmlToText } from './html-to-text.ts';
import { parseMail } from './mime.ts';
import { splitQuoted, splitQuotedHtml, splitQuotedText } from './quoted.ts';
import { sanitiseHtml } from './sanitise.ts';

/** Known ways to run code or to reach out from HTML. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '<ScRiPt src=//example.net/x.js></sCrIpT>',
  '<script>alert(1)',
  '<<script>alert(1)//<</script>',
  '<img src=x onerror=alert(1)>',
  '<img src="x" oNeRrOr = "alert(1)">',
  '<img/src=x/onerror=alert(1)>',
  '<body onload=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  '<svg><animate attributeName=href values=javascript:alert(1) /></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<math href="javascript:alert(1)">x</math>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href=" java\nscript:alert(1)">x</a>',
  '<a href="&#106;&#97;vascript:alert(1)">x</a>',
  '<a href="java&Tab;script:alert(1)">x</a>',
  '<a href="&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:alert(1)">x</a>',
  '<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<a href="/api/v1/logout">x</a>',
  '<img src="javascript:alert(1)">',
  '<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+">',
  '<img src="https://example.net/pixel.gif?who=1">',
  '<img src="//example.net/pixel.gif">',
  '<img srcset="https://example.net/a.png 2x">',
  '<iframe src="https://example.net"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="x.swf"></object><embed src="x.swf">',
  '<form action="https://example.net"><input name=password><button formaction="javascript:alert(1)">x</button></form>',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<base href="https://example.net/">',
  '<link rel=stylesheet href="https://example.net/x.css">',
  '<style>@import url(https://example.net/x.css); body{background:url(https://example.net)}</style>',
  '<div style="background:url(https://example.net/p.gif)">x</div>',
  '<div style="background:u\\rl(https://example.net/p.gif)">x</div>',
  '<div style="position:fixed;top:0;left:0;width:100%;height:100%">x</div>',
  '<div style="width:expression(alert(1))">x</div>',
  '<div style="margin-top:-500px;color:red">x</div>',
  '<div style="color:red;/*">*/;position:absolute">x</div>',
  '<table background="https://example.net/p.gif"><tr><td>x</td></tr></table>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>',
  '<title><img title="</title><img src=x onerror=alert(1)>"></title>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<!--[if gte IE 4]><script>alert(1)</script><![endif]-->',
  '<p id=location name=cookie class=x>clobber</p>',
  '<video src="https://example.net/v" onloadstart=alert(1)></video>',
  '<a href="https://example.org" target="_self" rel="opener" onclick="alert(1)">x</a>',
  '<xmp><img src=x onerror=alert(1)></xmp>',
  '<img src="`><script>alert(1)</script>">',
];

/** Every tag of an HTML text with its attributes, as a browser would cut it (values quoted, as ours always are). */
function expectHarmless(html: string): void {
  const rest = html.replace(
    /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/g,
    (_all, _slash, name: string, attributes: string) => {
      expect(name).not.toMatch(
        /^(?:script|style|iframe|object|embed|svg|math|form|input|button|meta|base|link|title|textarea|noscript|video|audio|xmp)$/,
      );
      for (const attribute of attributes.matchAll(/\s+([a-z-]+)(?:="([^"]*)")?/g)) {
        const key = attribute[1] ?? '';
        const value = (attribute[2] ?? '').toLowerCase();
        expect(key).toMatch(
          /^(?:style|align|dir|lang|title|href|target|rel|src|alt|width|height|data-remote-src|color|face|size|border|cellpadding|cellspacing|bgcolor|colspan|rowspan|valign|nowrap|span|start|type)$/,
        );
        if (key === 'href') expect(value).toMatch(/^(?:https?:\/\/|mailto:|tel:)/);
        if (key === 'src') expect(value).toMatch(/^(?:\/files\/|data:image\/(?:png|jpe?g|gif|webp);base64,)/);
        if (key === 'style') expect(value).not.toMatch(/url|expression|position|javascript|\\|\/\*|:-\d/);
      }
      return '';
    },
  );
  expect(rest).not.toContain('<');
}

describe('hostile HTML', () => {
  test.each(HOSTILE)('%s', (html) => {
    expectHarmless(sanitiseHtml(html).html);
    expectHarmless(sanitiseHtml(`<table><tr><td>${html}</td></tr></table><p>dopo</p>`).html);
  });

  test('any mixture of hostile pieces stays harmless', () => {
    const piece = fc.oneof(
      fc.constantFrom(...HOSTILE),
      fc.constantFrom('<', '>', '"', "'", '<!--', '-->', '&lt;', '<p', '</p>', '<img ', '\0', '/'),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.nat(), (pieces, cut) => {
        const html = pieces.join('');
        expectHarmless(sanitiseHtml(html).html);
        expectHarmless(sanitiseHtml(html.slice(cut % (html.length + 1))).html);
      }),
      { numRuns: 1_000 },
    );
  });

  test('text around what is removed stays', () => {
    expect(sanitiseHtml('<p>prima<script>x</script> dopo</p><form>in mezzo</form>').html).toBe(
      '<p>prima dopo</p>in mezzo',
    );
  });
});

describe('pictures and links', () => {
  test('remote pictures wait, and are counted', () => {
    const safe = sanitiseHtml(
      '<img src="https://example.net/a.png" width="10"><img src="//example.net/b.png"><td background="https://example.net/c.png">x</td>',
    );
    expect(safe.remoteImages).toBe(3);
    expect(safe.html).toContain('data-remote-src="https://example.net/a.png"');
    expect(safe.html).not.toMatch(/\ssrc=/);
  });
  test('a picture of the mail itself is mapped by its content id, an unknown one has no address', () => {
    const cidUrl = (id: string) => (id === 'foto 1@x' ? '/files/7' : null);
    expect(sanitiseHtml('<img src="CID:foto%201@x"><img src="cid:altra">', { cidUrl }).html).toBe(
      '<img src="/files/7" /><img />',
    );
  });
  test('links open outside and tell nothing', () => {
    expect(sanitiseHtml('<a href="https://example.org/a?b=1&amp;c=2" onclick="x()">x</a>').html).toBe(
      '<a href="https://example.org/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">x</a>',
    );
  });
  test('ordinary looks survive', () => {
    const html = '<p style="color:#ff0000;font-family:Arial, sans-serif;margin:0 0 8px">x</p>';
    expect(sanitiseHtml(html).html).toBe(html);
  });
  test('a page far too long is shown as text', () => {
    const safe = sanitiseHtml(`<p>${'lunga <b>pagina</b> '.repeat(80_000)}</p>`);
    expect(safe.shortened).toBe(true);
    expectHarmless(safe.html);
  });
  test('a tower of elements, which would cost minutes, is shown as text', () => {
    for (const tag of ['<b>', '<head>', '<blockquote>', '<b></i>']) {
      const safe = sanitiseHtml(`<p>ciao</p>${tag.repeat(100_000)}`);
      expect(safe.shortened).toBe(true);
      expectHarmless(safe.html);
    }
    expect(sanitiseHtml('<p><b>x</b>'.repeat(5_000)).shortened).toBe(false);
  });
});

describe('text of HTML', () => {
  test('a stray angle bracket is a character', () => {
    expect(htmlToText('<p>3 < 5 &amp;&amp; 7 &gt; 2 &#8364; &#xD800; &zzz;</p>')).toBe(
      '3 < 5 && 7 > 2 € \ufffd &zzz;',
    );
  });
  test('any text gives text without tags of the list', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof htmlToText(text) === 'string'));
  });
});

describe('history apart from what the writer wrote', () => {
  const own = 'Grazie, tutto chiaro.';
  test.each([
    [
      'Gmail, Italian, wrapped',
      `${own}\n\nIl giorno lun 2 mar 2026 alle ore 09:30 Acque e Luce <\ninfo@example.com> ha scritto:\n\n> Gentile cliente,\n> ecco.`,
    ],
    [
      'English',
      `${own}\n\nOn Mon, Mar 2, 2026 at 9:30 AM Acque e Luce <info@example.com> wrote:\n\n> Dear\n`,
    ],
    ['Apple', `${own}\n\nIl giorno 2 mar 2026, alle ore 09:30, Acque e Luce ha scritto:\n\n> Gentile`],
    ['Thunderbird', `${own}\n\nIl 02/03/2026 09:30, Acque e Luce ha scritto:\n> Gentile\n>> vecchio`],
    ['Outlook line', `${own}\n\n-----Messaggio originale-----\nDa: info@example.com\nGentile`],
    [
      'Outlook block',
      `${own}\n\n________________________________\nDa: Acque e Luce <info@example.com>\nInviato: lunedì 2 marzo 2026 09:30\nA: Lucia\nOggetto: Bolletta\n\nGentile`,
    ],
    [
      'Outlook English',
      `${own}\n\nFrom: Acque e Luce <info@example.com>\nSent: Monday, March 2, 2026\nTo: Lucia\nSubject: Bill\n\nDear`,
    ],
    ['bare quotes', `${own}\n\n> Gentile\n> cliente\n`],
  ])('%s', (_name, text) => {
    const split = splitQuotedText(text);
    expect(split.own.trim()).toBe(own);
    expect(split.quoted).not.toBe('');
  });
  test('answers between quoted lines stay whole', () => {
    const text = 'On Monday, Acque wrote:\n> A che indirizzo?\nvia Roma 1\n> Che telefono?\nnessuno\n';
    expect(splitQuotedText(text)).toEqual({ own: text, quoted: '' });
  });
  test('a mail that is nothing but history is shown whole', () => {
    const text = '> Gentile cliente\n> ecco';
    expect(splitQuotedText(text).own).toBe(text);
    expect(splitQuotedHtml('<div class="gmail_quote">tutto</div>').quoted).toBe('');
  });
  test('sentences that only look like an attribution do not cut', () => {
    const text = 'Il giorno 3 ho pagato.\nNessuno ha scritto a me.\nSaluti';
    expect(splitQuotedText(text).own).toBe(text);
  });
  test('HTML marks of the common clients', () => {
    const mail = parseMail(
      readFileSync(new URL('../../../tests/fixtures/mail/gmail-reply.eml', import.meta.url)),
    );
    const split = splitQuoted(mail);
    expect(split.text.own.trim()).toBe(own);
    expect(split.html?.own).toBe('<div dir="ltr">Grazie, tutto chiaro.</div><br>');
    for (const mark of [
      '<blockquote type="cite">x</blockquote>',
      '<div id="appendonsend"></div><hr>x',
      '<div class="moz-cite-prefix">x</div>',
      "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>x</div>",
    ]) {
      expect(splitQuotedHtml(`<p>${own}</p>${mark}`)).toEqual({ own: `<p>${own}</p>`, quoted: mark });
    }
    expect(
      splitQuotedHtml(
        `<p>${own}</p><div>Il giorno 2 mar 2026, alle ore 09:30, Acque ha scritto:</div><br><blockquote type="cite">x</blockquote>`,
      ).own,
    ).toBe(`<p>${own}</p>`);
  });
  test('nothing is lost in the split of HTML', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '<p>a</p>',
            '<div class="gmail_quote">',
            '<blockquote type=cite>',
            'Il giorno x ha scritto:',
            '</div>',
          ),
          { maxLength: 10 },
        ),
        (pieces) => {
          const html = pieces.join('');
          const split = splitQuotedHtml(html);
          expect(split.own + split.quoted).toBe(html);
        },
      ),
    );
  });
});
