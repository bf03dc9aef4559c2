using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Nightingale.Gateway.People;

/// <summary>Hashes passwords as ASP.NET Core Identity does (PBKDF2 with HMAC-SHA512 and a salt each), and says which hold.</summary>
/// <param name="iterations">How slow a guess is.</param>
public sealed class Passwords(int iterations)
{
    /// <summary>The shortest password, in characters. Length is what counts; rules on digits and signs make people predictable (NIST SP 800-63B).</summary>
    public const int Shortest = 12;

    /// <summary>The longest password, in characters, so that hashing one has a bound.</summary>
    public const int Longest = 256;

    private readonly PasswordHasher<Person> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));

    /// <summary>What is wrong with a password; null if it holds.</summary>
    public static string? ProblemOf(string? password, string name) => password switch
    {
        null or { Length: < Shortest } => $"Must have at least {Shortest} characters.",
        { Length: > Longest } => $"Must have at most {Longest} characters.",
        _ when password.Distinct().Count() < 4 => "Must have more different characters.",
        _ when name.Length >= 4 && password.Contains(name, StringComparison.OrdinalIgnoreCase) => "Must not contain the name.",
        _ => null,
    };

    /// <summary>A password that nobody chose: 112 random bits.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)) + "-" + Base32.Encode(RandomNumberGenerator.GetBytes(10)).ToLowerInvariant();

    /// <summary>What is kept of a password.</summary>
    public string Hash(Person person, string password) => _hasher.HashPassword(person, password);

    /// <summary>Whether it is the person's. Takes the same time for whoever has no password.</summary>
    public bool Verify(Person person, Person decoy, string password) =>
        password.Length <= Longest
        && _hasher.VerifyHashedPassword(person, person.PasswordHash ?? decoy.PasswordHash!, password) is not PasswordVerificationResult.Failed
        && person.PasswordHash is not null;
}
