import { sendMessage } from '#contract/conversations.ts';
import { contactAbout, giveWorkBack, reply, stamp, take, thread } from './support/desk.ts';
import { api, expect, expectAccessible, people, sendMail, signIn, test } from './support/story.ts';

test.afterEach(giveWorkBack);

test('a desk without connection says so, keeps what is written, and misses nothing when it is back', async ({
  page,
  context,
}) => {
  const subject = `Lampione spento ${stamp()}`;
  await sendMail({ to: 'info', subject, text: 'Il lampione in via Verdi è spento.' });
  await signIn(page, people.agent);
  await take(page, subject);
  const contact = (await contactAbout(subject))!;

  await context.setOffline(true);
  await expect(page.getByRole('status').getByText(/Connessione persa/)).toBeVisible({ timeout: 40_000 });
  await page.getByRole('button', { name: /Nota interna/ }).click();
  await page.getByRole('textbox', { name: 'Nota interna' }).fill('Scritto senza rete.');
  await page.getByRole('button', { name: 'Salva nota interna' }).click();
  await expect(thread(page).getByText('parte appena torna la connessione')).toBeVisible();
  // Meanwhile somebody else writes.
  await api(sendMessage, {
    params: { id: contact.conversation },
    body: { kind: 'note', text: 'Detto mentre non c’eri.' },
  });

  // Said for a few seconds only: looked for from the first moment, at every frame.
  const back = page.waitForFunction(
    (words) =>
      (
        globalThis as unknown as { document: { body: { innerText: string } } }
      ).document.body.innerText.includes(words),
    'Di nuovo in linea: è tutto aggiornato.',
    { timeout: 40_000 },
  );
  await context.setOffline(false);
  await back;
  await expect(thread(page).getByText('Detto mentre non c’eri.')).toHaveCount(1);
  await expect(thread(page).getByText('Scritto senza rete.')).toHaveCount(1);
  await expect(thread(page).getByText('parte appena torna la connessione')).toHaveCount(0);
  await expect(page.getByText(/Connessione persa/)).toHaveCount(0);
  await page.reload();
  await expect(thread(page).getByText('Scritto senza rete.')).toHaveCount(1);
  await expect(
    reply(page)
      .or(page.getByRole('textbox', { name: 'Nota interna' }))
      .first(),
  ).toBeVisible();
});

test('a part of the desk that does not come is said in words, and the rest goes on', async ({ page }) => {
  await signIn(page, people.agent);
  await page.route(/\/assets\/customers-screen-/, (route) => route.abort());
  await page.getByRole('link', { name: 'Clienti' }).click();
  const heading = page.getByRole('heading', { name: 'Questa pagina si è interrotta' });
  await expectAccessible(page, heading);
  await page.getByRole('link', { name: 'Pratiche' }).click();
  await expect(page.getByRole('heading', { name: 'Pratiche', level: 1 })).toBeVisible();
  await page.unroute(/\/assets\/customers-screen-/);
  await page.getByRole('link', { name: 'Clienti' }).click();
  await expect(heading).toBeVisible();
  await page.getByRole('button', { name: 'Ricarica' }).click();
  await expect(page.getByRole('heading', { name: 'Clienti', level: 1 })).toBeVisible();
});
