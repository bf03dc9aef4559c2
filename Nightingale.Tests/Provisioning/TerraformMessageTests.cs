using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

public sealed class TerraformMessageTests
{
    [Test]
    public void The_outputs_of_an_apply_are_read_and_absent_ones_are_null()
    {
        var message = TerraformMessage.Parse("""
            {"@message":"Outputs: 3","type":"outputs","outputs":{"address":{"sensitive":false,"type":"string","value":"unix:///x/s"},"zone":{"value":"local"},"started_at":{"value":"2026-11-20T23:42:20.281Z"}}}
            """);

        Assert.That(message!.Outputs, Is.EqualTo(new ModuleOutputs("unix:///x/s", null, "local", new DateTimeOffset(2026, 11, 20, 23, 42, 20, 281, TimeSpan.Zero))));
    }

    [Test]
    public void The_outputs_of_a_plan_are_not_taken_for_those_of_an_apply() =>
        Assert.That(TerraformMessage.Parse("""{"@message":"Outputs: 1","type":"outputs","outputs":{"zone":{"sensitive":false,"action":"noop"}}}""")!.Outputs, Is.Null);

    [Test]
    public void Of_a_diagnostic_the_words_are_read_and_the_snippet_is_not()
    {
        var message = TerraformMessage.Parse("""
            {"@message":"Error: Invalid value","type":"diagnostic","diagnostic":{"severity":"error","summary":"Invalid value","detail":"Too few.","snippet":{"code":"\"token\": \"5ec4e7\""}}}
            """)!;

        Assert.That(message.Error, Is.EqualTo(new Diagnostic("Invalid value", "Too few.")));
        Assert.That($"{message}", Does.Not.Contain("5ec4e7"));
    }

    [Test]
    public void A_warning_is_no_error() =>
        Assert.That(TerraformMessage.Parse("""{"@message":"Warning: old","type":"diagnostic","diagnostic":{"severity":"warning","summary":"old"}}""")!.Error, Is.Null);

    [TestCase("")]
    [TestCase("Error: not JSON")]
    [TestCase("[1]")]
    [TestCase("{}")]
    [TestCase("""{"type":7}""")]
    public void What_is_none_of_its_messages_is_none(string line) => Assert.That(TerraformMessage.Parse(line), Is.Null);

    [TestCase("""{"type":"outputs","outputs":[1]}""")]
    [TestCase("""{"type":"outputs","outputs":{"zone":"local"}}""")]
    [TestCase("""{"type":"diagnostic","diagnostic":"x"}""")]
    public void A_message_of_another_shape_does_no_harm(string line) => Assert.That(() => TerraformMessage.Parse(line), Throws.Nothing);
}
