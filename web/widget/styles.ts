import { colours } from './colours.ts';

/**
 * One theme's colours as properties. The site's own accent goes before ours; on the dark panel it is too dark for
 * words, so links there take a lighter mix of it.
 */
const paint = (theme: keyof typeof colours) => {
  const { accent, onAccent, ...rest } = colours[theme];
  const roles = Object.entries(rest).map(([role, colour]) => `--${role}:${colour};`);
  return `color-scheme:${theme};--a:var(--filo-accent,${accent});--on:var(--filo-on-accent,${onAccent});${roles.join('')}`;
};
const dark = `${paint('dark')}@supports(color:color-mix(in oklab,red,red)){--link:color-mix(in oklab,var(--a) 42%,#fff)}`;

// One sheet for every chat of the page. The host page may set --filo-accent, --filo-on-accent and --filo-font.
// Light or dark as the reader's system, unless the tag says data-theme.
const css = `
:host{${paint('light')}}
@media(prefers-color-scheme:dark){:host(:not([data-theme=light])){${dark}}}
:host([data-theme=dark]){${dark}}
:host{position:fixed;z-index:2147483000;inset-block-end:20px;inset-inline-end:20px;font:16px/1.45 var(--filo-font,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif);color:var(--ink);text-align:start}
*{box-sizing:border-box;font:inherit;color:inherit;letter-spacing:normal;margin:0}
[hidden]{display:none!important}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
svg{width:24px;height:24px;fill:none;stroke:currentColor;stroke-linecap:round;stroke-linejoin:round;display:block}
button{cursor:pointer;border:0;background:none;min-height:44px}
button:disabled{cursor:default;opacity:.45}
:focus-visible{outline:3px solid var(--ring);outline-offset:2px;box-shadow:0 0 0 2px var(--gap)}
.launcher{width:60px;height:60px;border-radius:50%;background:var(--a);color:var(--on);display:grid;place-items:center;box-shadow:0 6px 20px rgb(12 28 48/.28);position:relative;margin-inline-start:auto}
.launcher svg{width:28px;height:28px}
.badge{position:absolute;inset-block-start:-4px;inset-inline-end:-4px;min-width:24px;height:24px;padding:0 6px;border-radius:12px;background:#ab1f1a;color:#fff;font-size:13px;font-weight:600;line-height:24px;text-align:center}
.panel{padding:0;margin:0;color:inherit;max-width:none;max-height:none;position:absolute;inset-inline-start:auto;inset-block-start:auto;inset-block-end:76px;inset-inline-end:0;width:384px;height:min(620px,calc(100dvh - 120px));display:flex;flex-direction:column;background:var(--surface);border-radius:12px;overflow:hidden;border:1px solid var(--line);box-shadow:0 12px 40px rgb(12 28 48/.28)}
.panel:focus{outline:0}
.head{display:flex;gap:2px;align-items:flex-start;background:var(--a);color:var(--on);padding:10px 6px 10px 16px;position:relative}
.head>div:first-child{flex:1;min-width:0;padding-block:8px}
h2{font-size:17px;font-weight:600;line-height:1.25;overflow-wrap:anywhere}
.head output{display:block;font-size:14px;line-height:1.35;margin-block-start:2px}
.head :focus-visible{outline-color:#fff;box-shadow:0 0 0 5px #16202c}
.icon{color:inherit;width:44px;height:44px;display:grid;place-items:center;border-radius:8px;flex:none}
.bar{display:block;background:var(--warnSoft);padding:8px 16px;font-size:14px}
.bar[role=alert]{background:var(--badSoft);color:var(--bad)}
.page,.log{flex:1;overflow-y:auto;padding:16px;overscroll-behavior:contain}
.page>*+*{margin-block-start:12px}
.greeting{display:block;white-space:pre-line}
.log .greeting{display:block;color:var(--ink2);font-size:14px;text-align:center;padding:0 12px 8px}
.field label,.check label{font-weight:600;font-size:15px}
.field label span{color:var(--bad)}
.hint{font-size:14px;color:var(--ink2)}
.error{font-size:14px;color:var(--bad);font-weight:600;margin-block-start:4px}
input:not([type=checkbox]),textarea,select{width:100%;min-height:44px;padding:10px 12px;border:1px solid var(--edge);border-radius:8px;background:var(--surface);display:block;margin-block-start:4px}
textarea{resize:none}
[aria-invalid=true]{border-color:var(--bad)!important;border-width:2px!important}
.help{font-size:15px}.help:empty{display:none}
.help ul{margin:0 0 4px;padding-inline-start:20px}
.help a{display:inline-block;padding:3px 0;overflow-wrap:anywhere}
.check{display:flex;gap:10px;align-items:flex-start}
.check input{width:24px;height:24px;flex:none;accent-color:var(--a)}
.check label{font-weight:400}
.main{width:100%;background:var(--a);color:var(--on);border-radius:8px;font-weight:600;padding:10px 16px}
.plain{width:100%;border-radius:8px;padding:10px 16px;border:1px solid var(--edge);color:var(--link);background:none;font-weight:600}
.link{text-decoration:underline;padding:0 8px;color:var(--link)}
a{color:var(--link)}
.log:focus-visible{outline-offset:-3px}
.day{text-align:center;font-size:13px;color:var(--ink2);margin:8px 0}
.line{max-width:84%;margin-block-end:8px;display:flex;flex-direction:column;align-items:flex-start;width:fit-content}
.line.visitor{margin-inline-start:auto;align-items:flex-end}
.said{background:var(--sunken);border:1px solid var(--line);border-radius:12px;padding:8px 12px;white-space:pre-wrap;overflow-wrap:anywhere}
.visitor .said{background:var(--soft);border-color:transparent}
.system{max-width:100%;margin-inline:auto;align-items:center}
.system .said{background:none;border:0;font-size:14px;color:var(--ink2);text-align:center}
.pending .said{opacity:.7}
.bad .said{border:1px solid var(--bad)}
.who{font-size:13px;font-weight:600;color:var(--ink2)}
.meta{font-size:13px;color:var(--ink2);padding:2px 4px}
.bad .meta{color:var(--bad)}
.file{display:block;border:1px solid var(--line);border-radius:10px;padding:10px 12px;margin-block-start:4px;overflow-wrap:anywhere;background:var(--surface);min-height:44px}
.file img{display:block;max-width:100%;max-height:200px;border-radius:4px}
.typing{font-size:14px;color:var(--ink2);display:flex;gap:6px;align-items:center}
.wave{display:inline-flex;gap:3px}
.wave i{width:5px;height:5px;border-radius:50%;background:currentColor;animation:w 1.2s infinite}
.wave i:nth-child(2){animation-delay:.15s}.wave i:nth-child(3){animation-delay:.3s}
@keyframes w{0%,60%,100%{opacity:.25}30%{opacity:1}}
.foot{border-block-start:1px solid var(--line);padding:8px}
.foot.shut:empty{display:none}
.ask{padding:12px 16px 0}
.ask>a,.ask>output{display:block;padding-bottom:12px}
.composer{display:flex;align-items:flex-end;gap:4px;color:var(--ink2)}
.composer textarea{flex:1;margin:0;color:var(--ink);max-height:132px}
.send:not(:disabled){color:var(--link)}
[dir=rtl] .send svg,.send:dir(rtl) svg{transform:scaleX(-1)}
.composer input{flex:1;margin:0;color:var(--ink)}
.guide .options{display:flex;flex-wrap:wrap;gap:8px;margin-block-end:8px;max-height:min(250px,34dvh);overflow-y:auto;padding:3px}
.foot>.plain+.plain,.foot>.main+.plain{margin-block-start:8px}
.options .plain{font-size:15px;padding:6px 10px;width:auto;flex:1 1 40%;overflow-wrap:anywhere}
.guide .link{display:block;margin-inline:auto;font-size:15px}
.files{list-style:none;padding:0 4px 4px}
.files li{display:flex;align-items:center;gap:8px;font-size:14px}
.files li span:first-child{flex:1;overflow-wrap:anywhere}
.files .bad{color:var(--bad)}
.files progress{width:64px;accent-color:var(--a)}
.sheet{border:0;min-width:0;position:absolute;inset-block-start:100%;inset-inline:0;background:var(--surface);color:var(--ink);padding:12px 16px 16px;box-shadow:0 12px 20px rgb(12 28 48/.18);z-index:1;border-block-end:1px solid var(--line)}
.sheet>*+*,.sheet form>*+*{margin-block-start:10px}
.sheet p,.sheet output{display:block;font-size:15px}
@media(max-width:480px){
:host{inset-block-end:14px;inset-inline-end:14px}
.panel{position:fixed;inset:0;width:auto;height:100dvh;border-radius:0;padding-block-end:env(safe-area-inset-bottom)}
.panel+.launcher{display:none}
}
@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}.wave i{opacity:.7}}
@media(forced-colors:active){.panel,.said,.launcher{border:1px solid}}
@media print{:host{display:none}}
`;

let made: CSSStyleSheet | null = null;
export function sheet(): CSSStyleSheet {
  if (made === null) {
    made = new CSSStyleSheet();
    made.replaceSync(css);
  }
  return made;
}
