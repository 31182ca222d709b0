/** One gRPC call as a promise, with a deadline. */
import { type ClientUnaryCall, Metadata, type ServiceError } from '@grpc/grpc-js';

type Call<Request, Response> = (
  request: Request,
  metadata: Metadata,
  options: { deadline: number },
  callback: (error: ServiceError | null, response: Response) => void,
) => ClientUnaryCall;

export interface CallTerms {
  readonly timeoutMs: number;
  /** An access token; none for what asks for one. */
  readonly token?: string | undefined;
}

/** @throws ServiceError, also when the time is up */
export function unary<Request, Response>(
  call: Call<Request, Response>,
  request: Request,
  { timeoutMs, token }: CallTerms,
): Promise<Response> {
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  return new Promise((resolve, reject) => {
    call(request, metadata, { deadline: Date.now() + timeoutMs }, (error, response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}
