using NUnit.Framework;

namespace Nightingale.Tests.Journal;

/// <summary>Ends the tests' PostgreSQL when all tests of the journal have run.</summary>
[SetUpFixture]
public sealed class PostgresEnd
{
    [OneTimeTearDown]
    public Task End() => PostgresServer.End();
}
