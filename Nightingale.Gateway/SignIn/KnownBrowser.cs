using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Nightingale.Gateway.People;

namespace Nightingale.Gateway.SignIn;

/// <summary>
/// Remembers a browser that a person signed in with: guesses from elsewhere do not lock it out. An address would not tell people apart behind one router, or
/// on one machine.
/// </summary>
internal sealed class KnownBrowser(SealedCookie cookies)
{
    private const string Purpose = "known";
    private const int MostPeople = 5;

    private static readonly TimeSpan Lasts = TimeSpan.FromDays(180);

    /// <summary>The browser's id if this person signed in with it before; null if not.</summary>
    public string? Of(HttpContext http, string person) =>
        cookies.Read<Memory>(http, Purpose) is { } memory && memory.People.Contains(person, StringComparer.Ordinal) ? memory.Id : null;

    /// <summary>The person has signed in with it.</summary>
    public void Remember(HttpContext http, Person person)
    {
        var memory = cookies.Read<Memory>(http, Purpose) ?? new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), []);
        var people = memory.People.Where(name => name != person.Name).Prepend(person.Name).Take(MostPeople);
        cookies.Write(http, Purpose, memory with { People = [.. people] }, Lasts);
    }

    private sealed record Memory(string Id, IReadOnlyList<string> People);
}
