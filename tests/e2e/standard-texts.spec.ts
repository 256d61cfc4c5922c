import { listStandardTexts, updateStandardText } from '#contract/standard-texts.ts';
import { another, giveWorkBack, reply, stamp, take } from './support/desk.ts';
import {
  api,
  baseUrl,
  expect,
  expectAccessible,
  people,
  sendMail,
  showIn,
  signIn,
  test,
} from './support/story.ts';

test.afterEach(giveWorkBack);

test('a standard text is checked, approved by another, used in an answer that has no gaps, and counted', async ({
  page,
}) => {
  const code = `prova-${stamp()}`;
  const subject = `Domanda ${stamp()}`;
  const ours = async () => (await api(listStandardTexts, { query: { search: code, limit: 50 } })).items[0];
  await signIn(page, people.administrator);
  await page.goto(`${baseUrl}/admin/texts`);
  await page.getByRole('button', { name: 'Nuovo testo' }).click();
  const dialog = page.getByRole('dialog', { name: 'Nuovo testo' });
  await dialog.getByLabel('Titolo').fill('Testo della prova');
  await dialog.getByLabel('Scorciatoia').fill(code);
  const body = dialog.getByLabel('Testo', { exact: true });
  await body.fill('Gentile {{customer.nome}}');
  await dialog.getByRole('button', { name: 'Crea la bozza' }).click();
  await expect(body).toHaveAccessibleDescription(/customer\.nome \(1:9 → customer\.name\)/);
  await body.fill('Gentile {{customer.name}}, la pratica è la {{case.number}}, scrive ');
  await dialog.getByText('Inserisci un segnaposto').click();
  await dialog.getByRole('button', { name: 'nome pubblico' }).click();
  await dialog.getByRole('button', { name: 'Crea la bozza' }).click();
  await page.getByRole('button', { name: 'Continua la bozza' }).click();
  await page.getByRole('button', { name: 'Salva e consegna' }).click();
  await expect(page.getByText("attende l'approvazione di un'altra persona")).toBeVisible();

  const approver = await another(page, people.supervisor);
  await approver.goto(`${baseUrl}/admin/texts?state=submitted&search=${code}`);
  await approver
    .getByRole('table')
    .getByRole('button', { name: /Testo della prova/ })
    .click();
  await showIn(approver, 'dark');
  await expectAccessible(approver, approver.getByRole('main'));
  await approver.getByRole('button', { name: 'Esamina e decidi' }).click();
  await approver.getByRole('dialog').getByRole('button', { name: 'Approva' }).click();
  await expect(approver.getByRole('heading', { name: 'Versione 1 · approvata' })).toBeVisible();

  await sendMail({ to: 'info', subject, text: 'A che punto è la mia pratica?' });
  const agent = await another(page, people.agent);
  await take(agent, subject);
  // Several words find it, one of them misspelt; the menu that was left stays away while the same words go on.
  await reply(agent).pressSequentially(`/tesot ${code}`);
  const choice = agent.getByRole('option', { name: /Testo della prova/ });
  await expect(choice).toBeVisible();
  await agent.keyboard.press('Escape');
  await expect(choice).toBeHidden();
  await reply(agent).pressSequentially(' della');
  await expect(reply(agent)).toContainText(`/tesot ${code} della`);
  await expect(choice).toBeHidden();
  await agent.keyboard.press('Control+A');
  await reply(agent).pressSequentially(`/${code} testo`);
  await choice.click();
  await expect(reply(agent)).toContainText(
    'Gentile Prova Viaggiante, la pratica è la {{case.number}}, scrive Luca R.',
  );
  const gap = agent.getByRole('button', { name: 'numero della pratica' });
  await expect(gap).toBeVisible();
  await expectAccessible(agent, agent.locator('.composer'));
  // It does not leave with a hole: what is missing is selected, to be typed over.
  await agent.keyboard.press('Control+Enter');
  await expect(reply(agent)).toContainText('{{case.number}}');
  await gap.click();
  await agent.keyboard.type('12 di oggi');
  await expect(gap).toBeHidden();
  await expect(reply(agent)).toContainText('la pratica è la 12 di oggi, scrive');
  expect((await ours())?.uses).toBe(0);
  await agent.keyboard.press('Control+Enter');
  await expect.poll(async () => (await ours())?.uses).toBe(1);

  const { id, language } = (await ours())!;
  await api(updateStandardText, { params: { id }, body: { code, language, active: false } });
});
