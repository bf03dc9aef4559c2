using Nightingale.Gateway.Access;
using Nightingale.Gateway.People;

namespace Nightingale.Host.Composition;

/// <summary>The person who can add the others.</summary>
internal static class FirstOperator
{
    /// <summary>The person's name. A node from before there were people has a token called so: it is the same operator's, and the one name that two may have.</summary>
    public const string Name = "operator";

    /// <summary>
    /// Makes the person, unless there is an operator. Of a cluster's nodes the first one does that. The file comes before the person: of a crash between them
    /// a file is left that opens nothing, and never a password that nobody has.
    /// </summary>
    /// <param name="store">The people.</param>
    /// <param name="file">Where the password is to lie, for its owner alone.</param>
    /// <param name="time">The clock.</param>
    public static async Task Make(PersonStore store, string file, TimeProvider time)
    {
        if (store.All.Any(person => person.Role is SystemRole.Operator)) return;
        var password = Passwords.New();
        var person = new Person(Name, "The first operator", SystemRole.Operator, time.GetUtcNow(), "system:up") { PasswordIsTemporary = true };
        DataFolder.Write(file, password + "\n");
        if (!await store.Add(person with { PasswordHash = store.Passwords.Hash(person, password) })) File.Delete(file);
    }
}
