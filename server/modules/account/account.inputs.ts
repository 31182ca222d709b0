import { Field, InputType } from 'type-graphql';

const PASSWORD =
  'At least 12 and at most 128 characters, none of the passwords that attackers try first, and not mainly the name or the ' +
  'address; else WEAK_PASSWORD. Any characters will do.';

@InputType({ description: 'A new account.' })
export class SignUpInput {
  @Field(() => String, {
    description: 'E-mail address, at most 254 characters; not case sensitive. EMAIL_TAKEN when it has an account.',
  })
  email!: string;

  @Field(() => String, { description: PASSWORD })
  password!: string;

  @Field(() => String, { description: 'What to call them, 1 to 80 characters; also names their own organisation.' })
  name!: string;
}

@InputType({ description: 'The credentials of an account.' })
export class SignInInput {
  @Field(() => String, { description: 'E-mail address; not case sensitive.' })
  email!: string;

  @Field(() => String, { description: 'The password. WRONG_CREDENTIALS does not tell which of the two was wrong.' })
  password!: string;
}

@InputType({ description: 'The second step of a sign-in: a code, or a backup code.' })
export class SignInTwoFactorInput {
  @Field(() => String, {
    description: '`challenge` of the error TWO_FACTOR_REQUIRED. Good for 10 minutes and 5 codes, else TOKEN_INVALID.',
  })
  challenge!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Six digits of the authenticator app. Good once, else WRONG_CODE.',
  })
  code?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'In place of `code`: one of the backup codes. Good once, else WRONG_CODE.',
  })
  backupCode?: string | null;
}

@InputType({ description: 'A new password, by a link that was sent.' })
export class ResetPasswordInput {
  @Field(() => String, { description: 'From the link; good for 30 minutes, once, else TOKEN_INVALID.' })
  token!: string;

  @Field(() => String, { description: PASSWORD })
  newPassword!: string;
}

@InputType({ description: 'A new password, by the old one.' })
export class ChangePasswordInput {
  @Field(() => String, { description: 'The password as it is; WRONG_CREDENTIALS when it is not.' })
  currentPassword!: string;

  @Field(() => String, { description: PASSWORD })
  newPassword!: string;
}

@InputType({ description: 'Proof that it is still the same person.' })
export class StepUpInput {
  @Field(() => String, { description: 'The password; WRONG_CREDENTIALS when it is not.' })
  password!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Six digits of the authenticator app; needed where two-factor is on, else WRONG_CODE.',
  })
  code?: string | null;

  @Field(() => String, { nullable: true, description: 'In place of `code`: one of the backup codes.' })
  backupCode?: string | null;
}

@InputType({ description: 'The declaration that the use is legal.' })
export class AttestLegalUseInput {
  @Field(() => String, { description: 'Of the text that was read, as `attestation` answers it; else BAD_USER_INPUT.' })
  version!: string;

  @Field(() => Boolean, { description: 'Must be true, else BAD_USER_INPUT.' })
  accepted!: boolean;
}
