@nightly @slow
Feature: The mail server

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       | email           |
      | Ada Novak | 1980-05-17 | ada@example.org |
      | Eva Lund  | 1990-12-24 | eva@example.org |
    And the titles
      | title | author     | year | copies                        |
      | Rain  | Mia Tanaka | 1999 | B-101 B-102 B-103 B-104 B-105 |
    And Ada Novak borrows B-101 to B-104
    And Eva Lund borrows B-105
    And today is 2024-03-30

  Scenario Outline: It takes so many mails a second
    Given the mail server takes <rate> mails a second
    When the nightly job runs
    Then 5 mails and 0 letters go out
    And the job pauses 5 times

    Examples:
      | rate |
      | 10   |
      | 20   |

  Scenario: It is down, and the job gives up after the third mail
    Given the mail server takes 10 mails a second
    And the mail server is down
    When the nightly job runs
    Then 3 mails fail
    And the job pauses 3 times
    And 5 notices wait for the next night

  Scenario: It refuses a single member
    Given the mail server takes 20 mails a second
    And the mail server refuses mail for Eva Lund
    When the nightly job runs
    Then 1 mails fail
    And 4 mails and 0 letters go out
