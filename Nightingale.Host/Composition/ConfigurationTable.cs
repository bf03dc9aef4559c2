using Npgsql;

namespace Nightingale.Host.Composition;

/// <summary>What operators set for a whole cluster, in its database: every version that ever held, as it was written.</summary>
internal sealed class ConfigurationTable(NpgsqlDataSource database)
{
    /// <summary>Puts the shipped files there, unless somebody has put something there before.</summary>
    public async Task Ship(CancellationToken cancel)
    {
        foreach (var file in ConfigurationFile.All)
        {
            await using var insert = database.CreateCommand("INSERT INTO configuration (name, version, content) SELECT $1, 1, $2 WHERE NOT EXISTS (SELECT FROM configuration WHERE name = $1) ON CONFLICT DO NOTHING");
            insert.Parameters.Add(new() { Value = file.Name });
            insert.Parameters.Add(new() { Value = await File.ReadAllTextAsync(DataFolder.Shipped(file.FileName), cancel) });
            await insert.ExecuteNonQueryAsync(cancel);
        }
    }

    /// <summary>The highest version of each file.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Versions(CancellationToken cancel)
    {
        await using var query = database.CreateCommand("SELECT name, max(version) FROM configuration GROUP BY name");
        await using var rows = await query.ExecuteReaderAsync(cancel);
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancel)) versions[rows.GetString(0)] = rows.GetInt64(1);
        return versions;
    }

    /// <summary>What holds now.</summary>
    /// <exception cref="StartupException">There is nothing yet.</exception>
    public async Task<StoredConfiguration> Current(ConfigurationFile file, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await Current(connection, file, cancel);
    }

    /// <summary>Lets another content hold from now on, after it was checked as a whole, and against what it follows.</summary>
    /// <returns>Its version.</returns>
    /// <exception cref="StartupException">It does not hold; nothing was changed.</exception>
    public async Task<long> Set(ConfigurationFile file, string content, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var alone = new NpgsqlCommand("LOCK TABLE configuration IN SHARE ROW EXCLUSIVE MODE", connection)) await alone.ExecuteNonQueryAsync(cancel);
        var before = await Current(connection, file, cancel);
        if (file.Problems(before.Content, content) is { Count: > 0 } problems)
            throw new StartupException($"The {file.Name} do not hold, and nothing was changed. {string.Join(' ', problems)}");
        await using var insert = new NpgsqlCommand("INSERT INTO configuration (name, version, content) VALUES ($1, $2, $3)", connection)
        {
            Parameters = { new() { Value = file.Name }, new() { Value = before.Version + 1 }, new() { Value = content } },
        };
        await insert.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return before.Version + 1;
    }

    private static async Task<StoredConfiguration> Current(NpgsqlConnection connection, ConfigurationFile file, CancellationToken cancel)
    {
        await using var query = new NpgsqlCommand("SELECT version, content, at, by FROM configuration WHERE name = $1 ORDER BY version DESC LIMIT 1", connection)
        {
            Parameters = { new() { Value = file.Name } },
        };
        await using var rows = await query.ExecuteReaderAsync(cancel);
        return await rows.ReadAsync(cancel)
            ? new(rows.GetInt64(0), rows.GetString(1), await rows.GetFieldValueAsync<DateTimeOffset>(2, cancel), rows.GetString(3))
            : throw new StartupException($"The cluster has no {file.Name} yet: the first node puts the shipped ones there.");
    }
}

/// <summary>A version of what operators set.</summary>
/// <param name="Version">From 1.</param>
/// <param name="Content">The file as it was written.</param>
/// <param name="At">When it was set.</param>
/// <param name="By">The database's user who set it.</param>
internal sealed record StoredConfiguration(long Version, string Content, DateTimeOffset At, string By);
