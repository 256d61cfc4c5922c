export interface Uploaded {
  id: string;
  name: string;
  type: string;
  size: number;
}

/**
 * Sends a file ahead of its line. XMLHttpRequest because fetch tells nothing about the way up.
 * The promise is rejected with an Error whose message is the server's sentence about the file, or `refused`,
 * `too_large` or `connection`.
 */
export function upload(
  url: string,
  token: string,
  file: File,
  onProgress: (share: number) => void,
): { done: Promise<Uploaded>; stop: () => void } {
  const request = new XMLHttpRequest();
  const done = new Promise<Uploaded>((resolve, reject) => {
    request.open('POST', url);
    request.responseType = 'json';
    request.upload.onprogress = (event) => onProgress(event.total === 0 ? 0 : event.loaded / event.total);
    request.onload = () => {
      if (request.status === 201) resolve(request.response as Uploaded);
      else if (request.status === 413) reject(new Error('too_large'));
      else {
        const answer = request.response as { errors?: { message: string }[] } | null;
        reject(new Error(answer?.errors?.[0]?.message ?? 'refused'));
      }
    };
    request.onerror = () => reject(new Error('connection'));
    request.onabort = request.onerror;
    const body = new FormData();
    body.append('token', token);
    body.append('file', file);
    request.send(body);
  });
  return { done, stop: () => request.abort() };
}
