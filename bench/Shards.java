import com.cleveragents.slipcovershard.plan.BalancedPlanning;
import com.cleveragents.slipcovershard.plan.Feature;
import com.cleveragents.slipcovershard.plan.Machines;
import com.cleveragents.slipcovershard.plan.ParsedFeature;
import com.cleveragents.slipcovershard.plan.ParsedScenario;
import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.Shard;
import com.cleveragents.slipcovershard.plan.Splitting;
import com.cleveragents.slipcovershard.plan.Timings;
import com.cleveragents.slipcovershard.plan.TimingsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Plans a suite as each of so many machines would, by a timings.json, and prints {@code milliseconds
 * heaviest heaviest …}: what the first machine needed for its plan, and the weight of the heaviest
 * chunk of each machine. Each line of standard input is a feature, {@code path bytes name steps name
 * steps …}, separated by tabs.
 */
final class Shards {
  private Shards() {}

  public static void main(String[] args) throws Exception {
    Timings timings = TimingsFile.read(Files.readString(Path.of(args[0]))).orElseThrow();
    int machines = Integer.parseInt(args[1]);
    int chunks = Integer.parseInt(args[2]);
    List<Feature> features = new ArrayList<>();
    SortedMap<Integer, ParsedFeature> all = new TreeMap<>();
    Scanner lines = new Scanner(System.in, "UTF-8");
    while (lines.hasNextLine()) {
      String[] words = lines.nextLine().split("\t", -1);
      int number = features.size();
      features.add(new Feature(number, words[0], List.of(), Long.parseLong(words[1]), "", false));
      List<ParsedScenario> scenarios = new ArrayList<>();
      for (int word = 2; word < words.length; word += 2) {
        int steps = Integer.parseInt(words[word + 1]);
        scenarios.add(new ParsedScenario(word / 2, words[word], true, steps));
      }
      all.put(number, new ParsedFeature(false, new TreeSet<>(), scenarios));
    }
    StringBuilder line = new StringBuilder();
    for (int machine = 1; machine <= machines; machine++) {
      long start = System.nanoTime();
      Machines shared = new Machines(new Shard(machine, machines), chunks);
      BalancedPlanning planning =
          new BalancedPlanning(timings, chunks, Splitting.ANY, false, Optional.of(shared));
      SortedMap<Integer, ParsedFeature> parsed = new TreeMap<>(all);
      parsed.keySet().retainAll(planning.toParse(features));
      Plan plan = planning.plan(features, parsed);
      if (machine == 1) {
        line.append((System.nanoTime() - start) / 1e6);
      }
      line.append(' ');
      line.append(plan.chunks().stream().mapToDouble(Plan.Share::weight).max().orElse(0));
    }
    System.out.println(line);
  }
}
