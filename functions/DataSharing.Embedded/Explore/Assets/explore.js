'use strict';

// Shown where an Idempotency-Key belongs; what is sent in its place is new with each request.
const newKey = 'a-new-one-each-time';

const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

function withKey(request) {
  for (const name of Object.keys(request.headers ?? {})) {
    if (name.toLowerCase() === 'idempotency-key' && request.headers[name] === newKey) request.headers[name] = random();
  }
  return request;
}

async function start() {
  const spec = await (await fetch('/api/openapi.json')).json();
  const parameters = Object.values(spec.paths).flatMap(path => Object.values(path)).flatMap(operation => operation.parameters ?? []);
  for (const parameter of parameters) {
    if (parameter.name === 'Idempotency-Key') parameter.example = newKey;
  }
  return SwaggerUIBundle({
    spec, domNode: document.getElementById('explorer'), presets: [SwaggerUIBundle.presets.apis], layout: 'BaseLayout',
    deepLinking: true, docExpansion: 'none', filter: true, tryItOutEnabled: true, displayRequestDuration: true,
    defaultModelsExpandDepth: -1, validatorUrl: null, requestInterceptor: withKey,
  });
}

// A token of the development issuer for the person who is chosen, kept by this page alone.
async function signIn(ui, person, said) {
  const form = new URLSearchParams('grant_type=client_credentials&' + person.value);
  const answer = await fetch('/development/token', { method: 'POST', body: form });
  if (!answer.ok) {
    said.value = `No token: the issuer answered ${answer.status}.`;
    return;
  }
  ui.preauthorizeApiKey('bearer', (await answer.json()).access_token);
  said.value = `Requests go as ${person.textContent} from now on, for an hour. Roles: ${person.dataset.roles}.`;
}

const started = start();
started.catch(() => { document.getElementById('explorer').textContent = 'The document of the API could not be read.'; });
document.getElementById('use')?.addEventListener('click', async () => {
  const said = document.getElementById('said');
  try {
    await signIn(await started, document.getElementById('person').selectedOptions[0], said);
  } catch {
    said.value = 'No token: the issuer does not answer.';
  }
});
