using NUnit.Framework;

namespace Nightingale.Tests;

/// <summary>Ends the tests' PostgreSQL when all tests have run.</summary>
[SetUpFixture]
public sealed class PostgresEnd
{
    [OneTimeTearDown]
    public Task End() => PostgresServer.End();
}
