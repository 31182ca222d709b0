import { useMutation } from 'urql';
import { SwitchOrganizationDocument } from '#client/generated/operations.ts';
import { useApi } from '../api/api.ts';
import { tellProblem } from './tell.ts';

/** Acts for another organisation from now on. The page is loaded anew, so that nothing of the last one stays in memory. */
export function useSwitchOrganisation(): (organizationId: string) => Promise<void> {
  const { sessions } = useApi();
  const [, change] = useMutation(SwitchOrganizationDocument);
  return async (organizationId) => {
    const { data, error } = await change({ organizationId });
    if (error) return tellProblem('You still act for the same organisation', error);
    const session = sessions.get();
    if (!data || session === null) return;
    const { accessToken, accessTokenExpiresAt } = data.switchOrganization;
    sessions.set({ ...session, accessToken, accessTokenExpiresAt });
    window.location.assign('/campaigns');
  };
}
