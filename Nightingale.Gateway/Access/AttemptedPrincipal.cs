namespace Nightingale.Gateway.Access;

/// <summary>Who somebody tried to sign in as: for the access log, which is how guesses are noticed. Known people only, since others type passwords where the name belongs.</summary>
internal sealed record AttemptedPrincipal(string? Principal);
